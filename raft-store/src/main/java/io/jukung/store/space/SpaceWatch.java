package io.jukung.store.space;

import io.jukung.platform.Clock;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.apply.Quota;
import io.jukung.store.member.MemberState;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.replication.ReplicatedLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a member from running out of space: looks at its disk and the size of its data, raises the cluster's NOSPACE alarm
 * in the member's name before there is none left, and takes it back once there is enough again.
 *
 * <p>As in etcd the alarm of one member stops the growth of all: a follower that falls out for a full disk would leave
 * writes without a spare, and nobody would hear of it. Unlike etcd's, what a member raised itself ends by itself.
 */
public final class SpaceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

    private static final long LOOK_MILLIS = 500;
    /** Giving back space costs a flush, and helps again only after a while. */
    private static final long RECLAIM_PAUSE_NANOS = 5_000_000_000L;

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Supplier<SpaceRules> rules;
    private final DataDisks disks;
    private final MemberState state;
    private final ReplicatedLog<?> log;
    private final Proposer proposer;
    private final ReadBarrier barrier;
    private final long memberId;
    private final Clock clock;
    private final ScheduledExecutorService looker;

    private volatile SpaceReading last;
    /** What writes admitted since may have taken. */
    private final AtomicLong admittedBytes = new AtomicLong();

    private @Nullable CompletableFuture<SpaceReading> looking;
    private @Nullable CompletableFuture<Outcome> raising;
    private CompletableFuture<Void> reclaiming = DONE;
    private @Nullable Long reclaimedNanos;
    /** The looker's own. */
    private boolean told;

    private CompletableFuture<Void> dropping = DONE;
    private @Nullable ScheduledFuture<?> looks;

    /**
     * Watches; {@link #start} begins to act.
     *
     * @param looker a thread of its own: a disk in trouble may hang
     */
    public SpaceWatch(
            Supplier<SpaceRules> rules,
            DataDisks disks,
            MemberState state,
            ReplicatedLog<?> log,
            Proposer proposer,
            ReadBarrier barrier,
            long memberId,
            Clock clock,
            ScheduledExecutorService looker) {
        this.rules = rules;
        this.disks = disks;
        this.state = state;
        this.log = log;
        this.proposer = proposer;
        this.barrier = barrier;
        this.memberId = memberId;
        this.clock = clock;
        this.looker = looker;
        this.last = new SpaceReading(List.of(), 0, 0);
        read();
    }

    public void start() {
        looks = looker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.cancel(false);
        }
    }

    /** What the last look found, at most about half a second ago. */
    public SpaceReading reading() {
        return last;
    }

    public SpaceRules rules() {
        return rules.get();
    }

    /** Why this member has the alarm raised, as a sentence with the remedy; empty if it has not. */
    public Optional<String> shortage() {
        return state.peek().alarms().isOwn(memberId) ? rules().shortage(last) : Optional.empty();
    }

    /**
     * Lets a command pass if there is space for it; else fails with {@link Rejection#NO_SPACE}, the alarm raised.
     *
     * <p>What is refused must not reach the log, where it would eat the reserve. So an alarm is heeded here already, after
     * making sure that it was not disarmed meanwhile; where commands are applied it is for those that were under way.
     */
    public CompletableFuture<Void> admit(Command command) {
        long cost = Quota.cost(command);
        if (cost == 0) {
            return DONE;
        }
        if (isAlarmOn()) {
            return barrier.pass().thenCompose(passed -> isAlarmOn() ? refusal() : admit(cost));
        }
        return admit(cost);
    }

    private boolean isAlarmOn() {
        return state.peek().alarms().isRaised(AlarmType.NOSPACE);
    }

    private static CompletableFuture<Void> refusal() {
        return CompletableFuture.failedFuture(new RejectedException(Rejection.NO_SPACE));
    }

    private CompletableFuture<Void> admit(long cost) {
        if (takes(last, cost)) {
            return DONE;
        }
        return lookNow().thenCompose(reading -> {
            if (takes(reading, cost)) {
                return DONE;
            }
            return reclaim()
                    .thenCompose(given -> lookNow())
                    .thenCompose(after -> takes(after, cost) ? DONE : raise().thenCompose(raised -> refusal()));
        });
    }

    /** Whether there is space; only then the cost counts, until the next look. */
    private boolean takes(SpaceReading reading, long cost) {
        var levels = rules();
        while (true) {
            long admitted = admittedBytes.get();
            if (!levels.admit(reading, admitted + cost)) {
                return false;
            }
            if (admittedBytes.compareAndSet(admitted, admitted + cost)) {
                return true;
            }
        }
    }

    /** Joins a look that is under way: many writes may want one at once. */
    private synchronized CompletableFuture<SpaceReading> lookNow() {
        if (looking == null || looking.isDone()) {
            looking = CompletableFuture.supplyAsync(this::read, looker);
        }
        return looking;
    }

    private SpaceReading read() {
        var found = last.disks();
        try {
            found = disks.measure();
        } catch (IOException e) {
            LOG.warn("the disk cannot be asked for its space: {}", e.toString());
        }
        try (var held = state.hold()) {
            var reading = new SpaceReading(found, held.unflushedBytes(), held.sizeBytes());
            last = reading;
            admittedBytes.set(0);
            held.freeSpace(reading.freeBytes());
            return reading;
        }
    }

    private void look() {
        var reading = read();
        switch (rules().next(reading, alarm())) {
            case KEEP -> {}
            case RAISE ->
                reclaim().thenCompose(given -> lookNow()).thenAccept(after -> {
                    if (rules().isShort(after)) {
                        raise();
                    }
                });
            case DISARM -> disarm();
        }
        tell(reading);
        if (!rules().isAmple(reading)) {
            reclaim();
            if (alarm() == AlarmState.OWN && dropping.isDone()) {
                dropping = state.dropCompacted();
            }
        }
    }

    private AlarmState alarm() {
        var alarms = state.peek().alarms();
        if (!alarms.isRaised(AlarmType.NOSPACE, memberId)) {
            return AlarmState.OFF;
        }
        return alarms.isOwn(memberId) ? AlarmState.OWN : AlarmState.OPERATORS;
    }

    private void tell(SpaceReading reading) {
        boolean isOwn = alarm() == AlarmState.OWN;
        if (isOwn && !told) {
            rules().shortage(reading)
                    .ifPresent(
                            sentence -> LOG.warn("NOSPACE: writes are refused, reads and deletes go on: {}", sentence));
        } else if (!isOwn && told) {
            LOG.info(
                    "NOSPACE is over for this member: {}",
                    rules().shortage(reading).orElse("there is space again"));
        }
        told = isOwn;
    }

    /** Raises the alarm, once for all who find too little space at the same time. */
    private synchronized CompletableFuture<Outcome> raise() {
        if (raising == null || raising.isDone()) {
            // What fails is tried again with the next look.
            raising = proposer.propose(new Command.SpaceAlarmSet(0, memberId, true));
        }
        return raising;
    }

    private void disarm() {
        // As above.
        proposer.propose(new Command.SpaceAlarmSet(0, memberId, false));
    }

    /** Gives back the log entries whose effect is on disk, unless that was done a moment ago. */
    private synchronized CompletableFuture<Void> reclaim() {
        long now = clock.nanoTime();
        boolean justDone = reclaimedNanos != null && now - reclaimedNanos < RECLAIM_PAUSE_NANOS;
        if (reclaiming.isDone() && !justDone) {
            reclaimedNanos = now;
            var durable = last.canFlush() ? state.persisted() : CompletableFuture.completedFuture(state.durable());
            reclaiming = durable.thenCompose(position -> log.release(position.index()))
                    .exceptionally(failure -> {
                        LOG.warn("giving back space failed: {}", failure.toString());
                        return null;
                    });
        }
        return reclaiming;
    }
}
