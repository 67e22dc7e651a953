package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a node's state to its conditions, its taints and the fate of its pods. */
final class NodePlanner {

    /** Without a sign of life for as long a node counts as silent. */
    static final Duration GRACE = Duration.ofSeconds(40);

    private final NodeView view;
    private final List<Action> actions = new ArrayList<>();
    private Optional<Duration> again = Optional.empty();

    private NodePlanner(NodeView view) {
        this.view = view;
    }

    static Plan plan(NodeView view) {
        return new NodePlanner(view).plan();
    }

    private Plan plan() {
        var node = view.node();
        if (view.silence().compareTo(GRACE) >= 0) {
            var patch = NodeStatus.silenced(view);
            if (patch.isPresent()) {
                actions.add(Action.Patch.of(Kind.NODE, node, "status", patch.get()));
                actions.add(Action.Tell.normal(
                        node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady"));
                return Plan.of(actions);
            }
        } else {
            wantAgain(GRACE.minus(view.silence()));
        }
        var taints = Taints.wanted(node, view.disruption(), view.now());
        if (!taints.equals(node.spec().list("taints"))) {
            actions.add(Action.Patch.ofVersion(
                    Kind.NODE,
                    node,
                    "",
                    ObjectValue.of("spec", ObjectValue.of("taints", taints.isEmpty() ? Scalar.Null.NULL : taints))));
        }
        if (NodeView.readiness(node).equals("Unknown")
                || NodeView.readiness(node).equals("False")) {
            view.pods().stream().filter(Pods::ready).forEach(this::unready);
        }
        evict();
        return new Plan(actions, again);
    }

    private void wantAgain(Duration delay) {
        again = Optional.of(again.filter(sooner -> sooner.compareTo(delay) < 0).orElse(delay));
    }

    /** A pod on a node that is not ready serves nobody. */
    private void unready(KubeObject pod) {
        var ready = Conditions.find(Pods.conditions(pod), "Ready")
                .orElseThrow()
                .with("status", io.jukung.api.model.tree.Value.of("False"))
                .with("lastTransitionTime", Conditions.time(view.now()));
        actions.add(conditions(pod, Conditions.replace(Pods.conditions(pod), ready)));
        actions.add(Action.Tell.warning(pod, "NodeNotReady", "Node is not ready"));
    }

    private static Action conditions(KubeObject pod, ListValue conditions) {
        return Action.Patch.ofVersion(
                Kind.POD, pod, "status", ObjectValue.of("status", ObjectValue.of("conditions", conditions)));
    }

    private void evict() {
        var taints = Taints.executing(view.node());
        if (taints.isEmpty()) {
            return;
        }
        Map<String, Instant> since = new HashMap<>(view.taintsSeen());
        for (var taint : taints) {
            if (!taint.text("timeAdded").isEmpty()) {
                since.put(taint.text("key"), Instant.parse(taint.text("timeAdded")));
            }
        }
        for (var pod : view.pods()) {
            if (pod.beingDeleted() || Pods.finished(pod)) {
                continue;
            }
            Taints.eviction(pod, taints, since, view.now()).ifPresent(at -> {
                if (at.isAfter(view.now())) {
                    wantAgain(Duration.between(view.now(), at));
                } else {
                    evict(pod);
                }
            });
        }
    }

    private void evict(KubeObject pod) {
        var target = ObjectValue.builder()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("lastTransitionTime", Conditions.time(view.now()))
                .put("reason", "DeletionByTaintManager")
                .put("message", "Taint manager: deleting due to NoExecute taint")
                .build();
        if (Conditions.find(Pods.conditions(pod), "DisruptionTarget").isEmpty() && !changed(pod)) {
            actions.add(conditions(pod, Conditions.with(Pods.conditions(pod), target)));
        }
        actions.add(Action.Tell.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key()));
        actions.add(Action.Delete.of(Kind.POD, pod));
    }

    /** Whether this turn writes the pod's conditions already. */
    private boolean changed(KubeObject pod) {
        return actions.stream()
                .anyMatch(action -> action instanceof Action.Patch patch
                        && patch.kind().equals(Kind.POD)
                        && patch.key().equals(pod.key()));
    }
}
