package io.jukung.store.member;

import io.jukung.store.storage.StorageFault;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Removes from storage what a compaction of the history has made unreadable, in steps between which it rests. */
final class HistoryCompaction {

    /** Log entries of revisions that one step looks at. Whoever writes to the state waits for a step. */
    private static final int STEP = 512;
    /**
     * How much longer a rest is than the step before it: nobody waits for the history to be gone, and clients' puts need the
     * same processors and write buffers. Still more is removed in a second than a cluster can write.
     */
    private static final long REST_PER_STEP = 3;

    private static final long LONGEST_REST_NANOS = 50_000_000;

    private final Supplier<Optional<StateGeneration>> states;
    private final Predicate<StateGeneration> inUse;
    private final Executor worker;
    private final BiConsumer<String, Throwable> onFault;
    private final CompactionListener listener;
    private final AtomicInteger wanted = new AtomicInteger();

    /** The last compaction whose space storage has given back. */
    private volatile long droppedRevision = -1;

    /**
     * Nothing is removed yet.
     *
     * @param states holds the one in use, to be closed again; none: the member has stopped
     * @param inUse whether a state still is the one in use
     */
    HistoryCompaction(
            Supplier<Optional<StateGeneration>> states,
            Predicate<StateGeneration> inUse,
            Executor worker,
            BiConsumer<String, Throwable> onFault,
            CompactionListener listener) {
        this.states = states;
        this.inUse = inUse;
        this.worker = worker;
        this.onFault = onFault;
        this.listener = listener;
    }

    /** There may be something to remove. */
    void wake() {
        if (wanted.getAndIncrement() == 0) {
            worker.execute(this::removeAll);
        }
    }

    /** Another state is in use, which may have been in the midst of this, as the one before may have been. */
    void stateReplaced() {
        droppedRevision = -1;
        wake();
    }

    /** Completed once what was compacted before this call is removed. */
    CompletableFuture<Void> finished() {
        return CompletableFuture.runAsync(
                () -> {
                    if (!removeAll()) {
                        throw new IllegalStateException("this member has stopped");
                    }
                },
                worker);
    }

    /** Has storage give back the space of what was removed, if it has not yet. */
    CompletableFuture<Void> giveBackSpace() {
        return CompletableFuture.runAsync(
                () -> {
                    var now = states.get();
                    if (now.isEmpty()) {
                        return;
                    }
                    try (var held = now.get()) {
                        long compacted = held.state().compactRevision();
                        if (held.state().compactor().isFinished()
                                && compacted != droppedRevision
                                && held.store().reclaim()) {
                            droppedRevision = compacted;
                        }
                    } catch (StorageFault e) {
                        onFault.accept("giving back space", e);
                    }
                },
                worker);
    }

    /** False if the member stopped first: what remains is removed when it runs again. */
    private boolean removeAll() {
        int seen;
        do {
            seen = wanted.get();
            var now = states.get();
            if (now.isEmpty()) {
                return false;
            }
            try (var held = now.get()) {
                remove(held);
            } catch (StorageFault e) {
                onFault.accept("compacting", e);
                return true;
            }
        } while (!wanted.compareAndSet(seen, 0));
        return true;
    }

    private void remove(StateGeneration held) {
        var compactor = held.state().compactor();
        if (compactor.isFinished()) {
            return;
        }
        long begun = System.nanoTime();
        boolean more = true;
        while (more && inUse.test(held)) {
            long stepBegun = System.nanoTime();
            long before = compactor.removed();
            more = compactor.step(STEP);
            long taken = System.nanoTime() - stepBegun;
            listener.step(taken, compactor.removed() - before);
            if (more) {
                LockSupport.parkNanos(Math.min(REST_PER_STEP * taken, LONGEST_REST_NANOS));
            }
        }
        listener.finished(System.nanoTime() - begun);
    }
}
