package io.jukung.controllers.scheduler.plugins.nodeunschedulable;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import io.jukung.controllers.scheduler.snapshot.Taint;
import java.util.Set;

/** Refuses cordoned nodes, except to pods that tolerate the cordon's taint. */
public final class NodeUnschedulable implements FilterPlugin {

    private static final FilterResult CORDONED = FilterResult.never("node(s) were unschedulable");

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        return pod.tolerates(Taint.UNSCHEDULABLE)
                ? Filter.ALL
                : node -> node.node().unschedulable() ? CORDONED : FilterResult.FITS;
    }
}
