package io.jukung.controllers.scheduler.plugins.tainttoleration;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** Refuses nodes with a taint the pod does not tolerate; the fewer {@code PreferNoSchedule} taints, the better. */
public final class TaintToleration implements FilterPlugin, ScorePlugin {

    private static final FilterResult TAINTED = FilterResult.never("node(s) had untolerated taint(s)");

    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        return node -> node.node().taints().stream().anyMatch(taint -> taint.repels() && !pod.tolerates(taint))
                ? TAINTED
                : FilterResult.FITS;
    }

    @Override
    public int weight() {
        return 3;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        return ScorePlugin.normalized(
                ScorePlugin.each(
                        feasible,
                        node -> node.node().taints().stream()
                                .filter(taint -> !taint.repels() && !pod.tolerates(taint))
                                .count()),
                true);
    }
}
