package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.chaos.sim.kernel.SimClock;
import io.jukung.chaos.sim.raft.RaftDisk;
import org.jspecify.annotations.Nullable;

/** A member's machine, its disks, and the process that runs on it. */
final class SimMember {

    private final StoreWorld world;
    private final Machine machine;
    private final SimClock clock;
    private final SimStateDisk stateDisk;
    private final RaftDisk raftDisk = new RaftDisk();
    private @Nullable StoreProcess process;

    SimMember(StoreWorld world, long id) {
        this.world = world;
        machine = new Machine(world.kernel(), id);
        clock = new SimClock(world.kernel(), world.kernel().random().nextLong(1L << 40));
        stateDisk = new SimStateDisk(id, world::reachableDisk, world.flaw());
    }

    long id() {
        return machine.id();
    }

    Machine machine() {
        return machine;
    }

    SimClock clock() {
        return clock;
    }

    SimStateDisk stateDisk() {
        return stateDisk;
    }

    RaftDisk raftDisk() {
        return raftDisk;
    }

    @Nullable
    StoreProcess process() {
        return process;
    }

    boolean leads() {
        var now = process;
        return now != null && machine.isUp() && now.log().leads();
    }

    void start() {
        machine.start();
        process = new StoreProcess(this, world);
        world.kernel()
                .trace("m%d starts at entry %d", id(), process.state().durable().index());
    }

    void kill() {
        if (!machine.isUp()) {
            return;
        }
        machine.kill();
        process = null;
        int lostEntries = raftDisk.crash();
        boolean lostState = stateDisk.crash();
        world.kernel().trace("m%d is killed: %d entries lost, state lost %s", id(), lostEntries, lostState);
        if (lostEntries > 0) {
            world.situations().met(Situation.RESTARTED_WITH_LOST_LOG);
        }
        if (lostState) {
            world.situations().met(Situation.RESTARTED_WITH_LOST_STATE);
        }
    }
}
