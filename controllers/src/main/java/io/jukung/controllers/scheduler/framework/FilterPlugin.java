package io.jukung.controllers.scheduler.framework;

import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.Set;

/** Refuses nodes on which a pod cannot run. */
public interface FilterPlugin {

    /** As Kubernetes calls it. */
    String name();

    /** What may make a node pass that this plugin refused. */
    Set<ClusterEvent> helpedBy();

    /** What concerns this pod, computed once; {@link Filter#ALL} where nothing does. */
    Filter prepare(PodInfo pod, Snapshot snapshot);

    /** The plugin's judgement of nodes for one pod. */
    interface Filter {

        Filter ALL = node -> FilterResult.FITS;

        FilterResult filter(NodeInfo node);
    }
}
