package io.jukung.store.mvcc;

import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Snapshots of what counts as applied. An entry's batch can be read a moment before its mark is published, and before the
 * users and permissions it brings are in force: what has seen it in that moment would be ahead of the reads that come after.
 *
 * @param published the mark of the last entry that is completely visible
 */
record PublishedState(OrderedStore store, Supplier<StoreMark> published) {

    private static final int SPINS = 1000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    /** The writer has only memory to change in between; a member whose writer failed there is about to stop. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * A snapshot, and where it is.
     *
     * @param mark which was published before this was returned
     */
    record Held(StoreSnapshot snapshot, StoreMark mark) implements AutoCloseable {

        @Override
        public void close() {
            snapshot.close();
        }
    }

    /** The state as of now; if an entry is on its way into it, as of then. */
    Held hold() {
        StoreSnapshot snapshot = store.snapshot();
        boolean held = false;
        try {
            StoreMark mark = StoreMark.read(snapshot);
            awaitPublished(mark.index());
            held = true;
            return new Held(snapshot, mark);
        } finally {
            if (!held) {
                snapshot.close();
            }
        }
    }

    private void awaitPublished(long index) {
        if (published.get().index() >= index) {
            return;
        }
        long begun = System.nanoTime();
        for (int looks = 0; published.get().index() < index; looks++) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException("log entry " + index + " was written and is not in force yet");
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
