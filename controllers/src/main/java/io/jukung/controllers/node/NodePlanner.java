package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a node's state to its conditions, its taints and what its pods are told. */
final class NodePlanner {

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
        if (!view.patience().isPositive()) {
            var patch = NodeStatus.silenced(view);
            if (patch.isPresent()) {
                actions.add(Action.Patch.of(Kind.NODE, node, "status", patch.get()));
                actions.add(Action.Tell.normal(
                        node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady"));
                return Plan.of(actions);
            }
        } else {
            again = Optional.of(view.patience());
        }
        boolean evacuates = view.evacuation().filter(Duration::isZero).isPresent();
        if (view.troubled() && !evacuates) {
            again = Plan.sooner(again, view.evacuation());
        }
        var taints = Taints.wanted(node, evacuates, view.now());
        if (!taints.equals(node.spec().list("taints"))) {
            actions.add(Action.Patch.ofVersion(
                    Kind.NODE,
                    node,
                    "",
                    ObjectValue.of("spec", ObjectValue.of("taints", taints.isEmpty() ? Scalar.Null.NULL : taints))));
        }
        if (view.troubled() && !view.podsTold()) {
            view.pods().stream().filter(Pods::ready).forEach(this::unready);
        }
        timeToLive();
        return new Plan(actions, again);
    }

    /** How long the node may keep what it read of Secrets and ConfigMaps before it reads it again. */
    private void timeToLive() {
        var wanted = Long.toString(TimeToLive.seconds(view.node(), view.nodes()));
        if (!wanted.equals(view.node().annotations().get(TimeToLive.ANNOTATION))) {
            actions.add(Action.Patch.of(
                    Kind.NODE,
                    view.node(),
                    "",
                    ObjectValue.of(
                            "metadata",
                            ObjectValue.of(
                                    "annotations", ObjectValue.ofTexts(Map.of(TimeToLive.ANNOTATION, wanted))))));
        }
    }

    /** A pod on a node that is not ready serves nobody. */
    private void unready(KubeObject pod) {
        var ready = Conditions.find(Pods.conditions(pod), "Ready")
                .orElseThrow()
                .with("status", Value.of("False"))
                .with("lastTransitionTime", Conditions.time(view.now()));
        actions.add(conditions(pod, Conditions.replace(Pods.conditions(pod), ready)));
        actions.add(Action.Tell.warning(pod, "NodeNotReady", "Node is not ready"));
    }

    static Action conditions(KubeObject pod, ListValue conditions) {
        return Action.Patch.ofVersion(
                Kind.POD, pod, "status", ObjectValue.of("status", ObjectValue.of("conditions", conditions)));
    }
}
