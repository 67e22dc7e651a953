package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import java.io.IOException;

/** Makes clusters. */
public final class Clusters {

    private Clusters() {}

    /**
     * Places all members, none of which runs yet.
     *
     * @throws IOException it cannot be made here, for example for want of root
     */
    public static Cluster create(ClusterPlan plan) throws Exception {
        if (plan.placement() == Placement.NAMESPACES && !Shell.root()) {
            throw new IOException("placement: NAMESPACES needs root, expected LOOPBACK");
        }
        if (plan.storage() != Storage.DIRECTORY && !Shell.root()) {
            throw new IOException("storage: " + plan.storage() + " needs root, expected DIRECTORY");
        }
        Guard.sweepDead();
        ProcessCluster.prepare(plan);
        var run = RunName.next();
        var guard = Guard.over(run, plan.directory());
        try {
            var wiring = switch (plan.placement()) {
                case NAMESPACES -> Namespaces.create(run);
                case LOOPBACK -> Loopback.create(run);
            };
            return ProcessCluster.create(plan, run, guard, wiring);
        } catch (Exception e) {
            guard.close();
            throw e;
        }
    }
}
