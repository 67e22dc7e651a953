package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a turn for a node observed.
 *
 * @param patience how much longer it may be without a sign of life; not positive when it is silent for too long
 * @param pods those bound to it
 * @param podsTold whether the pods know already that the node is not ready
 * @param nodes how many there are
 * @param evacuation how long until its pods may begin to be driven away should it not be ready; empty for not at all
 * @param taintsSeen since when its taints are known, by taint key, for those that do not say
 */
record NodeView(
        KubeObject node,
        Duration patience,
        List<KubeObject> pods,
        boolean podsTold,
        int nodes,
        Optional<Duration> evacuation,
        Map<String, Instant> taintsSeen,
        Instant now) {

    /** Whether the node is known to be not ready: nothing is known of one that has said nothing yet. */
    boolean troubled() {
        return troubled(node);
    }

    static boolean troubled(KubeObject node) {
        var readiness = readiness(node);
        return readiness.equals("Unknown") || readiness.equals("False");
    }

    /** The status of the condition Ready: {@code True}, {@code False} or {@code Unknown}; "" before the first. */
    static String readiness(KubeObject node) {
        return Conditions.find(Pods.conditions(node), "Ready")
                .map(condition -> condition.text("status"))
                .orElse("");
    }
}
