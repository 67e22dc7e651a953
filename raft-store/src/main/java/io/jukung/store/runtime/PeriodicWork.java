package io.jukung.store.runtime;

import io.jukung.store.RuntimeSettings;
import io.jukung.store.apply.Command;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.MemberState;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReplicatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a member repeats at times that are set: telling watchers how far it is, compacting what is old. */
final class PeriodicWork implements AutoCloseable {

    private final ScheduledExecutorService timer;
    private final MemberState state;
    private final ReplicatedLog<?> log;
    private final Proposer proposer;
    /** Guarded by this, as all below. */
    private final List<Future<?>> repeated = new ArrayList<>();

    private boolean closed;

    PeriodicWork(ScheduledExecutorService timer, MemberState state, ReplicatedLog<?> log, Proposer proposer) {
        this.timer = timer;
        this.state = state;
        this.log = log;
        this.proposer = proposer;
    }

    /** Goes on at the times set now, from their beginning. */
    synchronized void schedule(RuntimeSettings now) {
        if (closed) {
            return;
        }
        repeated.forEach(task -> task.cancel(false));
        repeated.clear();
        try {
            repeat(now.limits().watchProgressNotifyInterval(), this::notifyProgress);
            var compaction = AutoCompaction.of(now.space());
            if (compaction != null) {
                repeat(compaction.period(), () -> compact(compaction));
            }
        } catch (RejectedExecutionException e) {
            // This member is stopping.
        }
    }

    private void repeat(Duration period, Runnable task) {
        long millis = period.toMillis();
        repeated.add(timer.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS));
    }

    private synchronized void notifyProgress() {
        if (closed) {
            return;
        }
        try (var held = state.hold()) {
            held.hub().notifyProgress();
        }
    }

    private synchronized void compact(AutoCompaction compaction) {
        if (closed) {
            return;
        }
        var command = compaction.next(state.peek().revision());
        if (command != null && log.leads()) {
            proposer.propose(new Command.Requested(Requester.MEMBER, command)).exceptionally(failure -> null);
        }
    }

    /** From here on nothing of it looks at the state, which may be closed. */
    @Override
    public synchronized void close() {
        closed = true;
        repeated.forEach(task -> task.cancel(false));
        repeated.clear();
    }
}
