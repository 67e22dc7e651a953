package io.jukung.controllers.replicaset;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/**
 * Which pod goes first when there are too many, as Kubernetes ranks them: without a node before with one, pending before
 * unknown before running, not ready before ready, lower deletion cost, more siblings on its node, ready for a shorter
 * time, restarted more often, younger. Times are compared by orders of magnitude, so that no pattern of ages is always
 * hit.
 */
record DeletionOrder(Map<String, Long> siblingsByNode, Instant now) {

    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    /** First those to be deleted first; equal ones by name, for a stable choice. */
    Comparator<KubeObject> comparator() {
        return Comparator.<KubeObject, Boolean>comparing(pod -> !Pods.node(pod).isEmpty())
                .thenComparingInt(DeletionOrder::phaseRank)
                .thenComparing(Pods::ready)
                .thenComparingInt(DeletionOrder::cost)
                .thenComparing(
                        Comparator.<KubeObject>comparingLong(pod -> siblingsByNode.getOrDefault(Pods.node(pod), 0L))
                                .reversed())
                .thenComparingInt(pod -> magnitude(Pods.readySince(pod).orElse(now)))
                .thenComparing(Comparator.comparingLong(Pods::restarts).reversed())
                .thenComparingInt(pod -> magnitude(pod.creationTimestamp().orElse(now)))
                .thenComparing(KubeObject::key);
    }

    private static int phaseRank(KubeObject pod) {
        return switch (Pods.phase(pod)) {
            case "Pending", "" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    private static int cost(KubeObject pod) {
        try {
            return Integer.parseInt(pod.annotations().getOrDefault(COST, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The power of two of an age in seconds. */
    private int magnitude(Instant since) {
        return 64
                - Long.numberOfLeadingZeros(
                        Math.max(0, Duration.between(since, now).toSeconds()));
    }
}
