package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How fast nodes that are not ready lose their pods: one node of a zone in ten seconds, so that a fault of ours or of
 * the network does not empty the cluster at once. Where more than two and 55 % of a zone are not ready, a large zone is
 * emptied ten times slower and a small one not at all; nothing is emptied while no node of the cluster is ready.
 */
final class Evacuation {

    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration DISRUPTED = Duration.ofSeconds(100);
    private static final int LARGE_ZONE = 50;
    private static final String REGION = "topology.kubernetes.io/region";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** When the next node of a zone may begin, in monotonic nanoseconds. */
    private final Map<String, Long> next = new HashMap<>();

    /** The pause between two nodes of the zone of {@code node}; empty for no evacuation now. */
    static Optional<Duration> pause(KubeObject node, List<KubeObject> all) {
        if (all.stream().noneMatch(Evacuation::ready)) {
            return Optional.empty();
        }
        var zone = zone(node);
        var zoned = all.stream().filter(other -> zone(other).equals(zone)).toList();
        long notReady = zoned.stream().filter(other -> !ready(other)).count();
        boolean disrupted = notReady > 2 && notReady * 100 >= 55L * zoned.size() && notReady < zoned.size();
        if (!disrupted) {
            return Optional.of(USUAL);
        }
        return zoned.size() > LARGE_ZONE ? Optional.of(DISRUPTED) : Optional.empty();
    }

    private static boolean ready(KubeObject node) {
        return NodeView.readiness(node).equals("True");
    }

    private static String zone(KubeObject node) {
        return node.labels().getOrDefault(REGION, "") + " " + node.labels().getOrDefault(ZONE, "");
    }

    /** Zero where the node may begin now, which is then its turn; else how long it must wait. */
    synchronized Duration begin(KubeObject node, Duration pause, long nanoTime) {
        var zone = zone(node);
        var due = next.get(zone);
        if (due != null && due - nanoTime > 0) {
            return Duration.ofNanos(due - nanoTime);
        }
        next.put(zone, nanoTime + pause.toNanos());
        return Duration.ZERO;
    }
}
