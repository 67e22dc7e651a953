package io.jukung.controllers.podgc;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;

/** From all pods to those that must be removed for good. */
final class PodGcPlanner {

    /** Finished pods kept, as in Kubernetes. */
    static final int MAX_FINISHED = 12_500;

    private PodGcPlanner() {}

    static Plan plan(PodGcView view) {
        var actions = new ArrayList<Action>();
        for (var pod : view.pods()) {
            if (view.lostNodes().contains(Pods.node(pod))) {
                if (!Pods.finished(pod)) {
                    actions.add(failed(pod, view.now()));
                }
                actions.add(Action.Delete.now(Kind.POD, pod));
            } else if (pod.beingDeleted() && Pods.node(pod).isEmpty()) {
                actions.add(Action.Delete.now(Kind.POD, pod));
            }
        }
        var finished = view.pods().stream()
                .filter(pod -> Pods.finished(pod)
                        && !pod.beingDeleted()
                        && !view.lostNodes().contains(Pods.node(pod)))
                .sorted(Comparator.comparing(
                                (KubeObject pod) -> pod.creationTimestamp().orElse(Instant.MIN))
                        .thenComparing(KubeObject::key))
                .toList();
        finished.stream()
                .limit(Math.max(0, finished.size() - MAX_FINISHED))
                .forEach(pod -> actions.add(Action.Delete.now(Kind.POD, pod)));
        return Plan.of(actions);
    }

    private static Action failed(KubeObject pod, Instant now) {
        var target = ObjectValue.builder()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("lastTransitionTime", Conditions.time(now))
                .put("reason", "DeletionByPodGC")
                .put("message", "PodGC: node no longer exists")
                .build();
        return Action.Patch.of(
                Kind.POD,
                pod,
                "status",
                ObjectValue.of(
                        "status",
                        ObjectValue.builder()
                                .put("phase", Value.of("Failed"))
                                .put("conditions", Conditions.replace(Pods.conditions(pod), target))
                                .build()));
    }
}
