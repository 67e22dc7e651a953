package io.jukung.controllers.scheduler.plugins.nodeaffinity;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeAffinity.Preference;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** {@code nodeSelector} and node affinity; the weights of the preferences that a node meets are its score. */
public final class NodeAffinityPlugin implements FilterPlugin, ScorePlugin {

    private static final FilterResult OTHER = FilterResult.never("node(s) didn't match Pod's node affinity/selector");

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        var affinity = pod.nodeAffinity();
        return affinity.unrestricted() ? Filter.ALL : node -> affinity.allows(node.node()) ? FilterResult.FITS : OTHER;
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var preferred = pod.nodeAffinity().preferred();
        return preferred.isEmpty()
                ? new long[0]
                : ScorePlugin.normalized(
                        ScorePlugin.each(
                                feasible,
                                node -> preferred.stream()
                                        .filter(wish -> wish.term().matches(node.node()))
                                        .mapToLong(Preference::weight)
                                        .sum()),
                        false);
    }
}
