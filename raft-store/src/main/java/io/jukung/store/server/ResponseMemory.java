package io.jukung.store.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the larger responses on their way may take of this member's memory, all together. Who finds none left waits, first come
 * first served: a long list is not overtaken for ever by short ones. One that needs more than there is goes alone.
 */
public final class ResponseMemory {

    private static final int MAX_WAITING = 10_000;

    private final long capacity;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private long used;

    private record Waiter(long bytes, CompletableFuture<Optional<Share>> share) {}

    /** @param capacity bytes */
    public ResponseMemory(long capacity) {
        this.capacity = capacity;
    }

    /** A part of the memory, held until it is given back. */
    final class Share {

        private long bytes;

        private Share(long bytes) {
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
     * @param patience longest wait
     * @return empty if there is none in time, or too many wait. Who does not want it any more completes this
     */
    CompletableFuture<Optional<Share>> reserve(long bytes, Duration patience) {
        var waiter = new Waiter(Math.min(bytes, capacity), new CompletableFuture<>());
        synchronized (this) {
            if (waiting.isEmpty() && used + waiter.bytes <= capacity) {
                used += waiter.bytes;
                return CompletableFuture.completedFuture(Optional.of(new Share(waiter.bytes)));
            }
            if (waiting.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            waiting.add(waiter);
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
            share.bytes = 0;
            grants = grant();
        }
        grants.forEach(Runnable::run);
    }

    private List<Runnable> grant() {
        List<Runnable> grants = new ArrayList<>();
        while (!waiting.isEmpty() && used + waiting.element().bytes <= capacity) {
            var next = waiting.remove();
            used += next.bytes;
            var share = new Share(next.bytes);
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
