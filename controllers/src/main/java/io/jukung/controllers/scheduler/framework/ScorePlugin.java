package io.jukung.controllers.scheduler.framework;

import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Says which of the nodes that are possible are good. */
public interface ScorePlugin {

    long MAX_SCORE = 100;

    /** As Kubernetes calls it. */
    String name();

    /** How much the score counts. */
    int weight();

    /**
     * A score for each node.
     *
     * @param feasible at least one
     * @return in the nodes' order, each 0 to {@link #MAX_SCORE}; empty where the plugin has no opinion on this pod
     */
    long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible);

    /** Applies a function to each node. */
    static long[] each(List<NodeInfo> nodes, ToLongFunction<NodeInfo> score) {
        return nodes.stream().mapToLong(score).toArray();
    }

    /** Scales amounts to scores: the largest becomes the best score, or with {@code reverse} the worst. */
    static long[] normalized(long[] amounts, boolean reverse) {
        long max = Arrays.stream(amounts).max().orElse(0);
        return Arrays.stream(amounts)
                .map(amount -> max == 0 ? 0 : amount * MAX_SCORE / max)
                .map(score -> reverse ? MAX_SCORE - score : score)
                .toArray();
    }
}
