package io.jukung.store.disk;

import io.jukung.store.replication.ReplicatedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands leadership over while the disk of the log does not answer. */
public final class StallWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    private static final long SHORTEST_LOOK_MILLIS = 20;
    /** A patience that is made shorter meanwhile is seen after so long at the latest. */
    private static final long LONGEST_LOOK_MILLIS = 1000;

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Supplier<Duration> patience;
    private final ReplicatedLog<?> log;
    private final LongSupplier busyNanos;
    private final long self;
    private final ScheduledExecutorService timer;
    private final AtomicLong handovers = new AtomicLong();

    private volatile boolean closed;
    private volatile @Nullable ScheduledFuture<?> next;
    private boolean stalled;
    private CompletableFuture<Void> handingOver = DONE;
    private int tried;

    /**
     * Watches; {@link #start} begins to act.
     *
     * @param patience for one write or fsync of the log, as it is now
     * @param busyNanos for how long the log's disk has not answered
     */
    public StallWatch(
            Supplier<Duration> patience,
            ReplicatedLog<?> log,
            LongSupplier busyNanos,
            long self,
            ScheduledExecutorService timer) {
        this.patience = patience;
        this.log = log;
        this.busyNanos = busyNanos;
        this.self = self;
        this.timer = timer;
    }

    /** Looks four times within the patience there is then. */
    public void start() {
        if (closed) {
            return;
        }
        long wait = Math.clamp(patience.get().toMillis() / 4, SHORTEST_LOOK_MILLIS, LONGEST_LOOK_MILLIS);
        next = timer.schedule(
                () -> {
                    try {
                        look(new StallRules(patience.get()));
                    } finally {
                        start();
                    }
                },
                wait,
                TimeUnit.MILLISECONDS);
    }

    /** How often leadership was to be handed over. */
    public long handovers() {
        return handovers.get();
    }

    /** For how long the disk has not answered, as long as that is too long; else 0. */
    public double stallSeconds() {
        long busy = busyNanos.getAsLong();
        return new StallRules(patience.get()).isStalled(busy) ? busy / 1e9 : 0;
    }

    private void look(StallRules rules) {
        long busy = busyNanos.getAsLong();
        boolean now = rules.isStalled(busy);
        if (now != stalled) {
            stalled = now;
            tried = 0;
            if (now) {
                LOG.warn(
                        "the disk of the log has not answered for {} ms: this member does not lead until it does",
                        TimeUnit.NANOSECONDS.toMillis(busy));
            } else {
                LOG.info("the disk of the log answers again");
            }
        }
        if (stalled && handingOver.isDone() && log.leads()) {
            handOver(rules);
        }
    }

    private void handOver(StallRules rules) {
        List<Long> successors = rules.successors(self, log.configuration().voters(), log::matchIndex);
        if (successors.isEmpty()) {
            return;
        }
        long to = successors.get(tried++ % successors.size());
        handovers.incrementAndGet();
        LOG.warn("leadership goes to member {}", Long.toHexString(to));
        Duration timeout = rules.patience().multipliedBy(2);
        handingOver = log.transferLeadership(to, timeout)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                // Another one is tried with the next look.
                .exceptionally(failure -> {
                    LOG.info(
                            "member {} did not confirm: {}",
                            Long.toHexString(to),
                            String.valueOf(failure.getMessage()));
                    return null;
                });
    }

    @Override
    public void close() {
        closed = true;
        var look = next;
        if (look != null) {
            look.cancel(false);
        }
    }
}
