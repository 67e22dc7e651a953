package io.jukung.controllers.scheduler.plugins.noderesources;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Resources;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Refuses nodes without room for the pod's requests or for one pod more. The score is the share of CPU and
 * memory that would stay free (Kubernetes' {@code LeastAllocated}).
 */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {

    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_ALLOCATABLE, ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        return node -> fit(pod.requests(), node);
    }

    private static FilterResult fit(Resources wanted, NodeInfo info) {
        var node = info.node();
        var shortages = new Shortages();
        if (info.pods().size() + 1L > node.allowedPods()) {
            shortages.reasons.add("Too many pods");
        }
        var has = node.allocatable();
        var used = info.requested();
        shortages.check("cpu", wanted.milliCpu(), has.milliCpu(), used.milliCpu());
        shortages.check("memory", wanted.memory(), has.memory(), used.memory());
        shortages.check(
                "ephemeral-storage", wanted.ephemeralStorage(), has.ephemeralStorage(), used.ephemeralStorage());
        wanted.extended()
                .forEach((name, amount) -> shortages.check(
                        name,
                        amount,
                        has.extended().getOrDefault(name, 0L),
                        used.extended().getOrDefault(name, 0L)));
        return shortages.reasons.isEmpty()
                ? FilterResult.FITS
                : new FilterResult.Refused(shortages.reasons, shortages.resolvable);
    }

    private static final class Shortages {

        private final List<String> reasons = new ArrayList<>();
        /** Whether the empty node would do. */
        private boolean resolvable = true;

        private void check(String resource, long wanted, long has, long used) {
            if (wanted > 0 && wanted > has - used) {
                reasons.add("Insufficient " + resource);
                resolvable &= wanted <= has;
            }
        }
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        return ScorePlugin.each(feasible, node -> {
            var has = node.node().allocatable();
            var used = node.scoringRequested().plus(pod.scoringRequests());
            return (free(has.milliCpu(), used.milliCpu()) + free(has.memory(), used.memory())) / 2;
        });
    }

    /** Percent free; 0 where more is asked than there is. */
    private static long free(long has, long used) {
        return has <= 0 || used > has ? 0 : (has - used) * MAX_SCORE / has;
    }
}
