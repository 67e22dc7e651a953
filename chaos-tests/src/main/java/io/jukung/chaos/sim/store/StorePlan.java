package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.raft.RaftTimes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a seed chooses: how much of what, how quick, and what goes wrong how often.
 *
 * @param operations of each client
 * @param thinkNanos between two operations, on average
 * @param faultNanos between two faults, on average
 * @param ringRevisions of the watch hub
 * @param watchWindow responses on the way to a watching client before it counts as slow
 * @param recentBytes of memory for recent records; 0: none
 */
public record StorePlan(
        int members,
        int clients,
        int operations,
        int keys,
        int watchers,
        int leaseClients,
        long thinkNanos,
        Set<StoreFault> faults,
        long faultNanos,
        long networkNanos,
        RaftTimes raft,
        int ringRevisions,
        int watchWindow,
        int recentBytes) {

    public StorePlan {
        faults = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
    }

    /** Leases that end and are asked for while leaders come and go and the log is slow. */
    public static StorePlan leaseStorm(long seed) {
        var random = new SplittableRandom(seed);
        var raft = new RaftTimes(
                millis(300), millis(60), millis(1) + random.nextLong(millis(20)), millis(1) / 5, 20, 20, 5);
        return new StorePlan(
                3,
                1,
                3,
                3,
                0,
                6,
                millis(100),
                EnumSet.of(StoreFault.HAND_OVER, StoreFault.SLOW_DISK, StoreFault.CRASH, StoreFault.PARTITION),
                millis(200),
                millis(1),
                raft,
                10,
                4,
                0);
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    /** The plan of a seed. */
    public static StorePlan draw(long seed) {
        var random = new SplittableRandom(seed ^ 0x5EEDL);
        if (random.nextInt(10) == 0) {
            return leaseStorm(seed);
        }
        var faults = EnumSet.noneOf(StoreFault.class);
        for (var fault : StoreFault.values()) {
            if (random.nextInt(100) < 45) {
                faults.add(fault);
            }
        }
        if (random.nextInt(20) == 0) {
            faults.clear();
        }
        var raft = new RaftTimes(
                millis(300 + random.nextInt(700)),
                millis(50 + random.nextInt(60)),
                millis(1) / 10 + random.nextLong(millis(random.nextInt(4) == 0 ? 40 : 5)),
                20_000 + random.nextLong(millis(2)),
                1 + random.nextInt(40),
                5 + random.nextInt(25),
                random.nextInt(10));
        return new StorePlan(
                random.nextInt(8) == 0 ? 5 : 3,
                2 + random.nextInt(6),
                5 + random.nextInt(25),
                1 + random.nextInt(10),
                random.nextInt(5),
                random.nextInt(3),
                millis(5) + random.nextLong(millis(120)),
                faults,
                millis(150) + random.nextLong(millis(1500)),
                100_000 + random.nextLong(millis(8)),
                raft,
                2 + random.nextInt(40),
                1 + random.nextInt(6),
                random.nextBoolean() ? 0 : 1 << (9 + random.nextInt(7)));
    }

    private StorePlan with(
            int newMembers,
            int newClients,
            int newOperations,
            int newWatchers,
            int newLeases,
            Set<StoreFault> newFaults) {
        return new StorePlan(
                newMembers,
                newClients,
                newOperations,
                keys,
                newWatchers,
                newLeases,
                thinkNanos,
                newFaults,
                faultNanos,
                networkNanos,
                raft,
                ringRevisions,
                watchWindow,
                recentBytes);
    }

    /** Plans that are a little smaller, the most promising first; empty if this is the smallest. */
    public List<StorePlan> smaller() {
        var plans = new ArrayList<StorePlan>();
        for (var fault : faults) {
            var fewer = EnumSet.copyOf(faults);
            fewer.remove(fault);
            plans.add(with(members, clients, operations, watchers, leaseClients, fewer));
        }
        if (operations > 1) {
            plans.add(with(members, clients, operations / 2, watchers, leaseClients, faults));
            plans.add(with(members, clients, operations - 1, watchers, leaseClients, faults));
        }
        if (clients > 1) {
            plans.add(with(members, clients - 1, operations, watchers, leaseClients, faults));
        }
        if (watchers > 0) {
            plans.add(with(members, clients, operations, watchers - 1, leaseClients, faults));
        }
        if (leaseClients > 0) {
            plans.add(with(members, clients, operations, watchers, leaseClients - 1, faults));
        }
        if (members > 3) {
            plans.add(with(3, clients, operations, watchers, leaseClients, faults));
        }
        return plans;
    }
}
