package io.jukung.store.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the larger responses on their way may take of this member's memory, all together. Who finds none left waits, first come
 * first served: a long list is not overtaken for ever by short ones. One that needs more than there is goes alone. One connection
 * has half of it at most, or a single response: a client that takes many long lists slowly leaves the other half.
 */
public final class ResponseMemory {

    private static final int MAX_WAITING = 10_000;

    private final long capacity;
    /** A set: thousands may leave at once. */
    private final LinkedHashSet<Waiter> waiting = new LinkedHashSet<>();

    private final Map<Object, Long> usedBy = new HashMap<>();
    private long used;

    private record Waiter(Object connection, long bytes, CompletableFuture<Optional<Share>> share) {}

    /** @param capacity bytes */
    public ResponseMemory(long capacity) {
        this.capacity = capacity;
    }

    /** A part of the memory, held until it is given back. */
    final class Share {

        private final Object connection;
        private long bytes;

        private Share(Object connection, long bytes) {
            this.connection = connection;
            this.bytes = bytes;
        }

        /** Gives it back. More than once is once. */
        void release() {
            giveBack(this);
        }
    }

    /**
     * Asks for a share.
     *
     * @param connection whose response it is for
     * @param patience longest wait
     * @return empty if there is none in time, or too many wait. Who does not want it any more completes this
     */
    CompletableFuture<Optional<Share>> reserve(Object connection, long bytes, Duration patience) {
        var waiter = new Waiter(connection, Math.min(bytes, capacity), new CompletableFuture<>());
        List<Runnable> grants;
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            waiting.add(waiter);
            grants = grant();
        }
        grants.forEach(Runnable::run);
        if (waiter.share.isDone()) {
            return waiter.share;
        }
        waiter.share.completeOnTimeout(Optional.empty(), patience.toNanos(), TimeUnit.NANOSECONDS);
        waiter.share.whenComplete((share, failure) -> {
            if (failure != null || share.isEmpty()) {
                left(waiter);
            }
        });
        return waiter.share;
    }

    private void left(Waiter waiter) {
        List<Runnable> grants;
        synchronized (this) {
            waiting.remove(waiter);
            grants = grant();
        }
        grants.forEach(Runnable::run);
    }

    private void giveBack(Share share) {
        List<Runnable> grants;
        synchronized (this) {
            used -= share.bytes;
            long bytes = share.bytes;
            usedBy.computeIfPresent(share.connection, (connection, mine) -> mine == bytes ? null : mine - bytes);
            share.bytes = 0;
            grants = grant();
        }
        grants.forEach(Runnable::run);
    }

    private List<Runnable> grant() {
        List<Runnable> grants = new ArrayList<>();
        for (var all = waiting.iterator(); all.hasNext(); ) {
            var next = all.next();
            long mine = usedBy.getOrDefault(next.connection, 0L);
            if (mine > 0 && mine + next.bytes > capacity / 2) {
                continue;
            }
            if (used + next.bytes > capacity) {
                break;
            }
            all.remove();
            used += next.bytes;
            usedBy.put(next.connection, mine + next.bytes);
            var share = new Share(next.connection, next.bytes);
            grants.add(() -> {
                if (!next.share.complete(Optional.of(share))) {
                    share.release();
                }
            });
        }
        return grants;
    }

    long capacity() {
        return capacity;
    }

    /** Bytes given out. */
    synchronized long used() {
        return used;
    }

    /** Requests that wait. */
    synchronized int waiting() {
        return waiting.size();
    }
}
