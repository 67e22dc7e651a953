package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Trace;
import io.jukung.chaos.sim.raft.RaftFlaw;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the store: members, clients, watchers, faults; then healing, and the reckoning. */
public final class StoreRun {

    private static final long MOST_WITH_FAULTS = TimeUnit.SECONDS.toNanos(40);
    private static final long HEALING = TimeUnit.SECONDS.toNanos(25);
    private static final long STEP = TimeUnit.SECONDS.toNanos(1);

    private final Kernel kernel;
    private final StoreWorld world;
    private final List<KvClient> clients = new ArrayList<>();
    private final List<LeaseClient> leaseClients = new ArrayList<>();
    private final List<WatchClient> watchers = new ArrayList<>();
    private final StoreNemesis nemesis;

    public StoreRun(long seed, StorePlan plan, StoreFlaw flaw, RaftFlaw raftFlaw, Situations situations, Trace trace) {
        kernel = new Kernel(seed, trace);
        world = new StoreWorld(kernel, plan, flaw, raftFlaw, situations);
        for (int i = 0; i < plan.clients(); i++) {
            clients.add(new KvClient(world));
        }
        for (int i = 0; i < plan.leaseClients(); i++) {
            leaseClients.add(new LeaseClient(world));
        }
        for (int i = 0; i < plan.watchers(); i++) {
            watchers.add(new WatchClient(world));
        }
        nemesis = new StoreNemesis(world);
    }

    /** Runs to the end, or up to the first invariant that does not hold: the kernel knows it. */
    public Kernel run() {
        world.members().forEach(SimMember::start);
        clients.forEach(KvClient::start);
        leaseClients.forEach(LeaseClient::start);
        watchers.forEach(WatchClient::start);
        nemesis.start();
        while (kernel.violation() == null && !isDone() && kernel.now() < MOST_WITH_FAULTS) {
            kernel.runUntil(kernel.now() + STEP);
        }
        nemesis.heal();
        long end = kernel.now() + HEALING;
        // Whatever takes its time: at least so long that leases can expire.
        long soonest = kernel.now() + 2 * STEP;
        while (kernel.violation() == null && kernel.now() < end && (kernel.now() < soonest || !isQuiet())) {
            kernel.runUntil(kernel.now() + STEP);
        }
        if (kernel.violation() == null) {
            reckon();
        }
        return kernel;
    }

    private boolean isDone() {
        return clients.stream().allMatch(KvClient::isDone)
                && leaseClients.stream().allMatch(LeaseClient::isDone);
    }

    private boolean isQuiet() {
        return isDone()
                && world.leader() != null
                && !world.truth().model().hasAlarms()
                && !world.truth().model().hasLeases()
                && watchers.stream().allMatch(watcher -> watcher.missing().isEmpty())
                && membersAgree();
    }

    private boolean membersAgree() {
        long revision = world.truth().model().revision();
        for (var member : world.members()) {
            var process = member.process();
            if (process == null || process.state().peek().revision() != revision) {
                return false;
            }
        }
        return true;
    }

    private void reckon() {
        try {
            kernel.require(isDone(), "liveness", "clients are not done %d s after healing", seconds(HEALING));
            kernel.require(world.leader() != null, "liveness", "nobody leads %d s after healing", seconds(HEALING));
            kernel.require(
                    !world.truth().model().hasLeases(),
                    "liveness",
                    "leases that nobody keeps alive live on %d s after healing",
                    seconds(HEALING));
            kernel.require(
                    membersAgree(), "liveness", "members have not caught up %d s after healing", seconds(HEALING));
            for (var watcher : watchers) {
                var missing = watcher.missing();
                kernel.require(
                        missing.isEmpty(),
                        "liveness",
                        "w%d was not told of %s, %d s after healing",
                        watcher.id(),
                        missing,
                        seconds(HEALING));
            }
            for (var member : world.members()) {
                var process = member.process();
                if (process != null) {
                    try (var held = process.state().hold()) {
                        world.truth()
                                .compareEverything(member.id(), held.state().freeze());
                    }
                }
            }
            clients.forEach(client -> client.writes().settle());
            leaseClients.forEach(client -> client.writes().settle());
        } catch (io.jukung.chaos.sim.kernel.InvariantViolation known) {
            // It is noted.
        }
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
