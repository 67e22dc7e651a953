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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands leadership over while the disk of the log does not answer. */
public final class StallWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final StallRules rules;
    private final ReplicatedLog<?> log;
    private final LongSupplier busyNanos;
    private final long self;
    private final ScheduledExecutorService timer;
    private final AtomicLong handovers = new AtomicLong();

    private @Nullable ScheduledFuture<?> looks;
    private boolean stalled;
    private CompletableFuture<Void> handingOver = DONE;
    private int tried;

    /**
     * Watches; {@link #start} begins to act.
     *
     * @param busyNanos for how long the log's disk has not answered
     */
    public StallWatch(
            StallRules rules, ReplicatedLog<?> log, LongSupplier busyNanos, long self, ScheduledExecutorService timer) {
        this.rules = rules;
        this.log = log;
        this.busyNanos = busyNanos;
        this.self = self;
        this.timer = timer;
    }

    public void start() {
        long period = Math.max(20, rules.patience().toMillis() / 4);
        looks = timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    /** How often leadership was to be handed over. */
    public long handovers() {
        return handovers.get();
    }

    /** For how long the disk has not answered, as long as that is too long; else 0. */
    public double stallSeconds() {
        long busy = busyNanos.getAsLong();
        return rules.isStalled(busy) ? busy / 1e9 : 0;
    }

    private void look() {
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
            handOver();
        }
    }

    private void handOver() {
        List<Long> successors = rules.successors(self, log.configuration().voters(), log::matchIndex);
        if (successors.isEmpty()) {
            return;
        }
        long to = successors.get(tried++ % successors.size());
        handovers.incrementAndGet();
        LOG.warn("leadership goes to member {}", Long.toHexString(to));
        Duration patience = rules.patience().multipliedBy(2);
        handingOver = log.transferLeadership(to, patience)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
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
        if (looks != null) {
            looks.cancel(false);
        }
    }
}
