package io.jukung.store.server;

import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Ends streams that require a leader once there has been none for three election time-outs. */
final class LeaderWatch {

    private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier hasLeader;
    private final Clock clock;
    private final long patienceNanos;
    private long lastSeen;

    LeaderWatch(BooleanSupplier hasLeader, Clock clock, Duration electionTimeout) {
        this.hasLeader = hasLeader;
        this.clock = clock;
        this.patienceNanos = 3 * electionTimeout.toNanos();
        this.lastSeen = clock.nanoTime();
    }

    void start(ScheduledExecutorService timer) {
        long period = patienceNanos / 12;
        timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = clock.nanoTime();
        if (hasLeader.getAsBoolean()) {
            lastSeen = now;
        } else if (now - lastSeen > patienceNanos) {
            streams.forEach(Runnable::run);
        }
    }

    void add(Runnable end) {
        streams.add(end);
    }

    void remove(Runnable end) {
        streams.remove(end);
    }
}
