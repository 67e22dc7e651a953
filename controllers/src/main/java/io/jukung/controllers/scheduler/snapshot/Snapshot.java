package io.jukung.controllers.scheduler.snapshot;

import java.util.List;

/**
 * The cluster at one moment.
 *
 * @param nodes in a stable order
 * @param apart pods on nodes that have required anti-affinity: the ones that may refuse newcomers
 * @param wishing pods on nodes with preferred affinity terms or required affinity: the ones that draw newcomers
 */
public record Snapshot(List<NodeInfo> nodes, List<NodeInfo> apart, List<NodeInfo> wishing) {

    /** A snapshot of these nodes; the list must not change any more. */
    public static Snapshot of(List<NodeInfo> nodes) {
        return new Snapshot(
                nodes,
                nodes.stream()
                        .filter(node -> node.pods().stream()
                                .anyMatch(pod -> !pod.apart().isEmpty()))
                        .toList(),
                nodes.stream()
                        .filter(node -> node.pods().stream()
                                .anyMatch(pod ->
                                        !pod.wishes().isEmpty() || !pod.near().isEmpty()))
                        .toList());
    }
}
