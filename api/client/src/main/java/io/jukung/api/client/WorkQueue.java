package io.jukung.api.client;

import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys that need work, in the order they came: a key added twice is worked on once, and never by two workers at once;
 * added while it is worked on, it comes again afterwards. As client-go's rate-limited queue. Holds at most one entry a
 * key in each of its parts, so it is bounded by the number of objects.
 *
 * @param <K> a value type with {@code equals}
 */
public final class WorkQueue<K> {

    private final Clock clock;
    private final Backoff backoff;
    private final QueueState<K> state = new QueueState<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /**
     * How full the queue is.
     *
     * @param ready keys waiting for a worker
     * @param processing keys being worked on
     * @param delayed keys that come later
     * @param failing keys that failed last time
     * @param added additions since the start, duplicates included
     * @param retried additions after a failure since the start
     */
    public record Figures(int ready, int processing, int delayed, int failing, long added, long retried) {}

    public WorkQueue(Clock clock, Backoff backoff) {
        this.clock = clock;
        this.backoff = backoff;
    }

    public void add(K key) {
        change(() -> state.add(key));
    }

    /** Adds the key after {@code delay}; when it is delayed already, the earlier time counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
        } else {
            change(() -> state.addAt(key, clock.nanoTime() + delay.toNanos()));
        }
    }

    /** Adds the key after a pause that grows with its failures since {@link #forget}. */
    public void retry(K key) {
        change(() -> state.addAt(
                key, clock.nanoTime() + backoff.pause(state.failed(key)).toNanos()));
    }

    /** The key's work succeeded: its next failure is the first. */
    public void forget(K key) {
        change(() -> state.forget(key));
    }

    /** Waits for the next key; empty once the queue is closed. Each key taken must be given back by {@link #done}. */
    public Optional<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = clock.nanoTime();
                var key = state.poll(now);
                if (key.isPresent()) {
                    return key;
                }
                changed.await(state.untilNext(now), TimeUnit.NANOSECONDS);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    public void done(K key) {
        change(() -> state.done(key));
    }

    /** Wakes all takers up, for good. */
    public void close() {
        change(() -> closed = true);
    }

    public Figures figures() {
        lock.lock();
        try {
            return state.figures();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable step) {
        lock.lock();
        try {
            step.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
