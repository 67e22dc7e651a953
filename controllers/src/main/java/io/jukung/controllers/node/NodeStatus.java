package io.jukung.controllers.node;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.util.List;
import java.util.Optional;

/** The conditions of a node that is silent. */
final class NodeStatus {

    private static final List<String> TOLD_BY_THE_NODE =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private NodeStatus() {}

    /** A merge patch that makes unknown what the node would have to tell; empty when it is so already. */
    static Optional<ObjectValue> silenced(NodeView view) {
        var before = Pods.conditions(view.node());
        var conditions = before;
        for (var type : TOLD_BY_THE_NODE) {
            var present = Conditions.find(before, type);
            if (present.filter(condition -> condition.text("status").equals("Unknown"))
                    .isPresent()) {
                continue;
            }
            var unknown = present.orElse(ObjectValue.empty()).toBuilder()
                    .put("type", type)
                    .put("status", "Unknown")
                    .put("lastTransitionTime", Conditions.time(view.now()));
            if (present.isPresent()) {
                unknown.put("reason", "NodeStatusUnknown").put("message", "Kubelet stopped posting node status.");
            } else {
                unknown.put(
                                "lastHeartbeatTime",
                                Conditions.time(view.node().creationTimestamp().orElse(view.now())))
                        .put("reason", "NodeStatusNeverUpdated")
                        .put("message", "Kubelet never posted node status.");
            }
            conditions = Conditions.replace(conditions, unknown.build());
        }
        return conditions.equals(before)
                ? Optional.empty()
                : Optional.of(ObjectValue.of("status", ObjectValue.of("conditions", conditions)));
    }
}
