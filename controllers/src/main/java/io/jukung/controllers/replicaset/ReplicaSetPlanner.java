package io.jukung.controllers.replicaset;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Ownership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From what is to the pods to make or to delete. */
final class ReplicaSetPlanner {

    /** Pods made or deleted in one turn at most, as in Kubernetes. */
    static final int BURST = 500;

    private ReplicaSetPlanner() {}

    /** What a turn does to pods: first who belongs to whom, then like actions in batches. */
    record PodPlan(List<Action> claims, List<Action> batch) {}

    static PodPlan plan(ReplicaSetView view) {
        var claims = new ArrayList<Action>();
        for (var pod : view.strayed()) {
            claims.add(Ownership.release(view.replicaSet().uid(), Kind.POD, pod));
        }
        for (var pod : view.adoptable()) {
            claims.add(Ownership.adopt(Kind.REPLICA_SET, view.replicaSet(), Kind.POD, pod));
        }
        if (view.replicaSet().beingDeleted() || !claims.isEmpty()) {
            // With changed claims the count is not yet known; their effect brings the next turn.
            return new PodPlan(claims, List.of());
        }
        var active = view.active();
        long missing = view.wanted() - active.size();
        if (missing > 0) {
            var pod = new Action.Create(Kind.POD, podOf(view.replicaSet()));
            return new PodPlan(claims, Collections.nCopies((int) Math.min(missing, BURST), pod));
        }
        var order = new DeletionOrder(view.siblingsByNode(), view.now());
        List<Action> deletions = active.stream()
                .sorted(order.comparator())
                .limit(Math.min(-missing, BURST))
                .<Action>map(pod -> Action.Delete.of(Kind.POD, pod))
                .toList();
        return new PodPlan(claims, deletions);
    }

    /** A pod of the template, named by the server. */
    static KubeObject podOf(KubeObject replicaSet) {
        var template = replicaSet.spec().object("template");
        var metadata = ObjectValue.builder()
                .put("generateName", replicaSet.name() + "-")
                .put("namespace", replicaSet.namespace())
                .putIfPresent("labels", template.at("metadata", "labels"))
                .putIfPresent("annotations", template.at("metadata", "annotations"))
                .putIfPresent("finalizers", template.at("metadata", "finalizers"))
                .put(
                        "ownerReferences",
                        ListValue.of(Ownership.controlledBy(Kind.REPLICA_SET, replicaSet)
                                .toTree()))
                .build();
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("metadata", metadata)
                .put("spec", template.object("spec"))
                .build());
    }
}
