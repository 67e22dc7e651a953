package io.jukung.controllers.scheduler.plugins.nodename;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.Set;

/** Refuses every node but the one in {@code spec.nodeName}. */
public final class NodeName implements FilterPlugin {

    private static final FilterResult OTHER = FilterResult.never("node(s) didn't match the requested node name");

    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        return pod.nodeName().isEmpty()
                ? Filter.ALL
                : node -> node.name().equals(pod.nodeName()) ? FilterResult.FITS : OTHER;
    }
}
