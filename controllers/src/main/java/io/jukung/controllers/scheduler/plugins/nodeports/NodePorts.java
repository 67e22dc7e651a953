package io.jukung.controllers.scheduler.plugins.nodeports;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.snapshot.HostPort;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** Refuses nodes on which another pod has one of the pod's host ports. */
public final class NodePorts implements FilterPlugin {

    private static final FilterResult TAKEN =
            FilterResult.notNow("node(s) didn't have free ports for the requested pod ports");

    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        var wanted = pod.hostPorts();
        return wanted.isEmpty() ? Filter.ALL : node -> taken(node, wanted) ? TAKEN : FilterResult.FITS;
    }

    private static boolean taken(NodeInfo node, List<HostPort> wanted) {
        return node.pods().stream()
                .flatMap(other -> other.hostPorts().stream())
                .anyMatch(used -> wanted.stream().anyMatch(used::conflictsWith));
    }
}
