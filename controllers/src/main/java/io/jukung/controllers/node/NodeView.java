package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a turn for a node observed.
 *
 * @param silence since its last sign of life that was noticed
 * @param pods those bound to it
 * @param disruption how all the nodes are
 * @param taintsSeen since when its taints are known, by taint key, for those that do not say
 */
record NodeView(
        KubeObject node,
        Duration silence,
        List<KubeObject> pods,
        Disruption disruption,
        Map<String, Instant> taintsSeen,
        Instant now) {

    /** The status of the condition Ready: {@code True}, {@code False} or {@code Unknown}; "" before the first. */
    static String readiness(KubeObject node) {
        return Conditions.find(Pods.conditions(node), "Ready")
                .map(condition -> condition.text("status"))
                .orElse("");
    }
}
