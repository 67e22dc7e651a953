package io.jukung.chaos.sim.plane;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a seed chooses.
 *
 * @param servers of the API
 * @param cacheHistory changes that a server's cache keeps for watches that begin in the past
 * @param cacheQueue changes that may wait for a watch
 * @param replicas of each deployment at first
 * @param podsPerNode that fit
 * @param faultCount how many faults happen
 * @param watchNanos an event needs to a watcher, on average
 * @param callFailures share of calls that fail while that fault is on
 */
public record PlanePlan(
        int nodes,
        int servers,
        int cacheHistory,
        int cacheQueue,
        int deployments,
        int replicas,
        int podsPerNode,
        int faultCount,
        Set<PlaneFault> faults,
        long faultNanos,
        long watchNanos,
        double callFailures) {

    public PlanePlan {
        faults = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
    }

    /** The plan of a seed. */
    public static PlanePlan draw(long seed) {
        var random = new SplittableRandom(seed ^ 0xA11CEL);
        var faults = EnumSet.noneOf(PlaneFault.class);
        for (var fault : PlaneFault.values()) {
            if (random.nextInt(100) < 50) {
                faults.add(fault);
            }
        }
        int nodes = 2 + random.nextInt(4);
        int deployments = 1 + random.nextInt(2);
        int replicas = 1 + random.nextInt(4);
        int servers = 1 + random.nextInt(3);
        int cacheHistory = 2 + random.nextInt(60);
        int cacheQueue = 10 + random.nextInt(60);
        return new PlanePlan(
                nodes,
                servers,
                cacheHistory,
                cacheQueue,
                deployments,
                replicas,
                Math.max(3, 3 * replicas * deployments / (nodes - 1) + 1),
                5 + random.nextInt(25),
                faults,
                TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(1500)),
                TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(60)),
                0.05 + random.nextDouble() * 0.3);
    }

    /** Plans that are a little smaller; empty if this is the smallest. */
    public List<PlanePlan> smaller() {
        var plans = new ArrayList<PlanePlan>();
        for (var fault : faults) {
            var fewer = EnumSet.copyOf(faults);
            fewer.remove(fault);
            plans.add(with(deployments, replicas, faultCount, fewer));
        }
        if (faultCount > 1) {
            plans.add(with(deployments, replicas, faultCount / 2, faults));
            plans.add(with(deployments, replicas, faultCount - 1, faults));
        }
        if (deployments > 1) {
            plans.add(with(deployments - 1, replicas, faultCount, faults));
        }
        if (replicas > 1) {
            plans.add(with(deployments, replicas - 1, faultCount, faults));
        }
        return plans;
    }

    private PlanePlan with(int newDeployments, int newReplicas, int newFaultCount, Set<PlaneFault> newFaults) {
        return new PlanePlan(
                nodes,
                servers,
                cacheHistory,
                cacheQueue,
                newDeployments,
                newReplicas,
                podsPerNode,
                newFaultCount,
                newFaults,
                faultNanos,
                watchNanos,
                callFailures);
    }
}
