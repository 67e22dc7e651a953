package io.jukung.store.mvcc;

import io.jukung.store.mvcc.Layout.LogEntry;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes from disk what a compaction has made unreadable, a few log entries at a time.
 *
 * <p>The log itself says how far it has come: an entry below the compact revision goes together with the version it had
 * replaced, and with its own version if that is a deletion. Entries of exactly the compact revision stay, because a watch
 * may still start there; the next compaction takes them. So a restart simply goes on, and nothing runs on the writer's
 * thread: no version a reader may ask for is touched.
 */
public final class Compactor {

    private final OrderedStore store;
    private final Supplier<StoreMark> published;
    private byte @Nullable [] resumeAt;
    private long finishedFor = -1;
    private long removed;

    public Compactor(OrderedStore store, Supplier<StoreMark> published) {
        this.store = store;
        this.published = published;
    }

    /**
     * Does a bounded piece of the work. Called by one thread at a time, which may be another than the writer's.
     *
     * @param maxEntries log entries to look at, at least 1
     * @return whether there is more to do
     */
    public synchronized boolean step(int maxEntries) {
        long compactRevision = published.get().compactRevision();
        if (compactRevision <= finishedFor) {
            return false;
        }
        byte[] to = Layout.logKey(compactRevision + 1, 0);
        try (StoreBatch batch = store.newBatch();
                Cursor cursor = store.cursor(Family.LOG, resumeAt, to, Direction.FORWARD)) {
            int seen = 0;
            for (; cursor.isValid() && seen < maxEntries; cursor.next()) {
                byte[] logKey = cursor.key();
                remove(batch, logKey, Layout.logEntry(cursor.value()), compactRevision);
                seen++;
            }
            boolean finished = !cursor.isValid();
            // Tombstones of the removed entries lie before: seeking over them again would cost more with every step.
            resumeAt = finished ? Layout.logKey(compactRevision, 0) : cursor.key();
            if (seen > 0) {
                store.write(batch);
            }
            if (finished) {
                finishedFor = compactRevision;
            }
            return !finished;
        }
    }

    private void remove(StoreBatch batch, byte[] logKey, LogEntry entry, long compactRevision) {
        if (entry.previousRevision() > 0) {
            removed++;
            batch.delete(Family.VERSIONS, Layout.versionKey(entry.key(), entry.previousRevision()));
        }
        long revision = Layout.logRevision(logKey);
        if (revision < compactRevision) {
            if (entry.deletion() && !entry.superseded()) {
                removed++;
                batch.delete(Family.VERSIONS, Layout.versionKey(entry.key(), revision));
                batch.delete(Family.DELETED, Layout.versionKey(entry.key(), revision));
            }
            batch.delete(Family.LOG, logKey);
        }
    }

    /** Versions of keys removed since this was made. */
    public synchronized long removed() {
        return removed;
    }

    /** Whether everything below the compact revision is gone from disk. */
    public synchronized boolean isFinished() {
        return published.get().compactRevision() <= finishedFor;
    }
}
