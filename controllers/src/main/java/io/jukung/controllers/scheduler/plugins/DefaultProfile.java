package io.jukung.controllers.scheduler.plugins;

import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.plugins.imagelocality.ImageLocality;
import io.jukung.controllers.scheduler.plugins.interpodaffinity.InterPodAffinity;
import io.jukung.controllers.scheduler.plugins.nodeaffinity.NodeAffinityPlugin;
import io.jukung.controllers.scheduler.plugins.nodename.NodeName;
import io.jukung.controllers.scheduler.plugins.nodeports.NodePorts;
import io.jukung.controllers.scheduler.plugins.noderesources.BalancedAllocation;
import io.jukung.controllers.scheduler.plugins.noderesources.NodeResourcesFit;
import io.jukung.controllers.scheduler.plugins.nodeunschedulable.NodeUnschedulable;
import io.jukung.controllers.scheduler.plugins.podtopologyspread.PodTopologySpread;
import io.jukung.controllers.scheduler.plugins.tainttoleration.TaintToleration;
import java.util.List;

/** All plugins there are. The order of the filters decides which reason a node is refused for. */
public final class DefaultProfile {

    public static final List<FilterPlugin> FILTERS = List.of(
            new NodeUnschedulable(),
            new NodeName(),
            new TaintToleration(),
            new NodeAffinityPlugin(),
            new NodePorts(),
            new NodeResourcesFit(),
            new PodTopologySpread(),
            new InterPodAffinity());

    public static final List<ScorePlugin> SCORERS = List.of(
            new TaintToleration(),
            new NodeAffinityPlugin(),
            new NodeResourcesFit(),
            new PodTopologySpread(),
            new InterPodAffinity(),
            new BalancedAllocation(),
            new ImageLocality());

    private DefaultProfile() {}
}
