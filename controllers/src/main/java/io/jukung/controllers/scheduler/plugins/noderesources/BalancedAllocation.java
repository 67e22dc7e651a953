package io.jukung.controllers.scheduler.plugins.noderesources;

import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.List;

/** The closer the used shares of CPU and memory would be to one another, the better. */
public final class BalancedAllocation implements ScorePlugin {

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var requests = pod.requests();
        if (requests.milliCpu() == 0 && requests.memory() == 0) {
            return new long[0];
        }
        return ScorePlugin.each(feasible, node -> {
            var has = node.node().allocatable();
            var used = node.requested().plus(requests);
            double deviation =
                    Math.abs(share(used.milliCpu(), has.milliCpu()) - share(used.memory(), has.memory())) / 2;
            return (long) ((1 - deviation) * MAX_SCORE);
        });
    }

    private static double share(long used, long has) {
        return has <= 0 ? 1 : Math.min(1, (double) used / has);
    }
}
