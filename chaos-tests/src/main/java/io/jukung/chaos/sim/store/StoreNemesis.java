package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.store.apply.Command;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Does what a plan says may go wrong, again and again, and in the end puts everything right. */
final class StoreNemesis {

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(900);

    private final StoreWorld world;
    private final Kernel kernel;
    private final SplittableRandom random;
    private final List<StoreFault> faults;
    private final Machine operator;
    private final Writes writes;
    private boolean over;

    StoreNemesis(StoreWorld world) {
        this.world = world;
        kernel = world.kernel();
        random = kernel.random().split();
        faults = List.copyOf(world.plan().faults());
        operator = world.newClient();
        writes = new Writes(world, operator);
    }

    void start() {
        if (!faults.isEmpty()) {
            next();
        }
    }

    private void next() {
        kernel.after(kernel.around(world.plan().faultNanos()), () -> {
            if (!over) {
                cause(faults.get(random.nextInt(faults.size())));
                next();
            }
        });
    }

    private void later(Runnable undo) {
        kernel.after(kernel.around(SHORT), () -> {
            if (!over) {
                undo.run();
            }
        });
    }

    private void cause(StoreFault fault) {
        kernel.trace("fault: %s", fault);
        var member = world.anyMember();
        switch (fault) {
            case PARTITION -> {
                var leader = world.leader();
                partition(leader != null && random.nextBoolean() ? leader.id() : member.id());
            }
            case CRASH -> crash(member);
            case CRASH_ALL -> {
                if (random.nextBoolean()) {
                    slowDisks();
                }
                kernel.after(random.nextLong(SHORT / 4), () -> {
                    if (!over) {
                        world.members().forEach(this::crash);
                    }
                });
            }
            case PAUSE -> pause(member);
            case BAD_NETWORK -> {
                world.network().trouble(random.nextDouble() * 0.3, random.nextDouble() * 0.3);
                later(() -> world.network().trouble(0, 0));
            }
            case SLOW_DISK -> {
                world.raft().slowDisk(member.id(), 10 + random.nextInt(200));
                later(() -> world.raft().slowDisk(member.id(), 1));
            }
            case CLOCK_JUMP -> {
                long by = random.nextLong(-100, 100);
                kernel.trace("wall clock of m%d jumps by %d s", member.id(), by);
                member.clock().jump(TimeUnit.SECONDS.toNanos(by));
                world.situations().met(Situation.WALL_CLOCK_JUMPED);
            }
            case HAND_OVER -> {
                var leader = world.leader();
                var process = leader == null ? null : leader.process();
                if (process != null) {
                    process.log().transferLeadership(member.id(), Duration.ofSeconds(1));
                }
            }
            case SPONTANEOUS_FLUSH -> member.stateDisk().flushByItself();
            case SLOW_WATCHERS -> {
                world.setWatchersSlow(true);
                later(() -> world.setWatchersSlow(false));
            }
            case ALARM -> alarm(random.nextBoolean(), 1 + random.nextInt(2));
            case COMPACTION -> compact();
        }
    }

    private void partition(long one) {
        int kind = random.nextInt(4);
        for (var member : world.members()) {
            long other = member.id();
            if (other == one || (kind == 3 && random.nextBoolean())) {
                continue;
            }
            if (kind != 1) {
                world.network().cut(one, other);
            }
            if (kind != 2) {
                world.network().cut(other, one);
            }
        }
        if (random.nextBoolean()) {
            later(world.network()::heal);
        } else {
            later(() -> later(() -> later(world.network()::heal)));
        }
    }

    private void slowDisks() {
        for (var member : world.members()) {
            world.raft().slowDisk(member.id(), 10 + random.nextInt(100));
        }
        later(() -> world.members().forEach(member -> world.raft().slowDisk(member.id(), 1)));
    }

    private void crash(SimMember member) {
        if (member.machine().isUp()) {
            member.kill();
            later(() -> {
                if (!member.machine().isUp()) {
                    member.start();
                }
            });
        }
    }

    private void pause(SimMember member) {
        if (member.machine().isAwake()) {
            if (member.leads()) {
                world.situations().met(Situation.MEMBER_PAUSED_AS_LEADER);
            }
            kernel.trace("m%d stands still", member.id());
            member.machine().pause();
            later(() -> resume(member));
        }
    }

    private void resume(SimMember member) {
        if (member.machine().isPaused()) {
            kernel.trace("m%d goes on", member.id());
            member.machine().resume();
        }
    }

    private void compact() {
        long to = Math.max(1, world.truth().observed() - random.nextInt(15));
        writes.send(
                world.anyMember(),
                id -> new Command.Compact(
                        id, CompactionRequest.newBuilder().setRevision(to).build()),
                CompactionResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {});
    }

    private void alarm(boolean raise, long member) {
        writes.send(
                world.anyMember(),
                id -> new Command.Alarm(
                        id,
                        AlarmRequest.newBuilder()
                                .setAction(
                                        raise ? AlarmRequest.AlarmAction.ACTIVATE : AlarmRequest.AlarmAction.DEACTIVATE)
                                .setMemberID(member)
                                .setAlarm(AlarmType.NOSPACE)
                                .build()),
                AlarmResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {});
    }

    /** No faults any more, and none is left. */
    void heal() {
        over = true;
        kernel.trace("all is healed");
        world.network().heal();
        world.setWatchersSlow(false);
        for (var member : world.members()) {
            world.raft().slowDisk(member.id(), 1);
            if (!member.machine().isUp()) {
                member.start();
            }
            resume(member);
        }
        disarm();
    }

    private void disarm() {
        if (world.truth().model().hasAlarms()) {
            alarm(false, 1);
            alarm(false, 2);
            kernel.after(2 * SHORT, this::disarm);
        }
    }
}
