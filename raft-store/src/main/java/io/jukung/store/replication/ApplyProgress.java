package io.jukung.store.replication;

import java.util.ArrayList;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** How far this member has applied, and who waits for it to get further. */
public final class ApplyProgress {

    private record Waiter(long index, CompletableFuture<Void> reached) {}

    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>((a, b) -> Long.compare(a.index, b.index));
    private volatile long index;

    public ApplyProgress(long index) {
        this.index = index;
    }

    public long get() {
        return index;
    }

    /** Completed once {@code wanted} is applied: at once, or on the thread that advances. */
    public CompletableFuture<Void> await(long wanted) {
        if (index >= wanted) {
            return CompletableFuture.completedFuture(null);
        }
        var reached = new CompletableFuture<Void>();
        synchronized (waiters) {
            if (index < wanted) {
                waiters.add(new Waiter(wanted, reached));
                return reached;
            }
        }
        reached.complete(null);
        return reached;
    }

    /** Only ever called by one thread at a time; a snapshot may make it jump, never back. */
    public void advance(long to) {
        var done = new ArrayList<CompletableFuture<Void>>();
        synchronized (waiters) {
            index = to;
            for (var first = waiters.peek(); first != null && first.index <= to; first = waiters.peek()) {
                done.add(first.reached);
                waiters.poll();
            }
        }
        done.forEach(reached -> reached.complete(null));
    }
}
