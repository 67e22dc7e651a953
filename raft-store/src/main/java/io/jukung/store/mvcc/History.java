package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.LogEntry;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Past changes from the revision log on disk, for watchers that are behind. Safe from any thread. */
public final class History {

    private final OrderedStore store;
    private final Supplier<StoreMark> published;

    public History(OrderedStore store, Supplier<StoreMark> published) {
        this.store = store;
        this.published = published;
    }

    /**
     * A stretch of history.
     *
     * @param changes of the wanted keys, by revision
     * @param next the first revision that was not looked at
     */
    public record Chunk(List<RevisionChanges> changes, long next) {}

    /** The oldest revision a watch may start from. */
    public long compactRevision() {
        return published.get().compactRevision();
    }

    /** The newest revision there is. */
    public long revision() {
        return published.get().revision();
    }

    /**
     * Reads changes from a revision on. Ends between two revisions, never within one.
     *
     * @param from the first revision
     * @param wanted which keys
     * @param maxEntries stop looking after about so many log entries
     * @param maxBytes stop after about so many bytes of records
     * @throws RejectedException COMPACTED if {@code from} is below the compact revision
     */
    public Chunk read(long from, Predicate<ByteString> wanted, int maxEntries, long maxBytes) throws RejectedException {
        try (PublishedState.Held held = new PublishedState(store, published).hold()) {
            StoreSnapshot snapshot = held.snapshot();
            StoreMark mark = held.mark();
            if (from < mark.compactRevision()) {
                throw new RejectedException(Rejection.COMPACTED);
            }
            CommittedKeys keys = new CommittedKeys(snapshot, RecentRecords.NONE);
            List<RevisionChanges> found = new ArrayList<>();
            List<Change> current = new ArrayList<>();
            long revision = from;
            int seen = 0;
            long bytes = 0;
            try (Cursor cursor = snapshot.cursor(Family.LOG, Layout.logKey(from, 0), null, Direction.FORWARD)) {
                for (; cursor.isValid(); cursor.next()) {
                    long here = Layout.logRevision(cursor.key());
                    if (here != revision) {
                        flush(found, revision, current);
                        revision = here;
                        if (seen >= maxEntries || bytes >= maxBytes) {
                            return new Chunk(found, here);
                        }
                    }
                    seen++;
                    LogEntry entry = Layout.logEntry(cursor.value());
                    if (wanted.test(entry.key())) {
                        Change change = change(keys, here, entry);
                        current.add(change);
                        bytes += change.record().getSerializedSize();
                    }
                }
            }
            flush(found, revision, current);
            return new Chunk(found, mark.revision() + 1);
        }
    }

    private static void flush(List<RevisionChanges> found, long revision, List<Change> current) {
        if (!current.isEmpty()) {
            found.add(new RevisionChanges(revision, current));
            current.clear();
        }
    }

    private static Change change(CommittedKeys keys, long revision, LogEntry entry) {
        if (entry.deletion()) {
            KeyValue deleted = KeyValue.newBuilder()
                    .setKey(entry.key())
                    .setModRevision(revision)
                    .build();
            return new Change(deleted, true, entry.previousRevision(), 0);
        }
        KeyValue record = entry.superseded()
                ? Layout.keyValue(entry.key(), revision, entry.record().toByteArray())
                : keys.version(entry.key(), revision);
        if (record == null) {
            throw new io.jukung.store.storage.StorageFault("the log names revision " + revision + " of key "
                    + entry.key().toStringUtf8() + ", but there is no such version");
        }
        return new Change(record, false, entry.previousRevision(), 0);
    }

    /**
     * The record a change replaced; null if there was none or its revision is compacted.
     *
     * <p>Follows etcd, which reads the key at the revision before the change: that this is readable depends only on the
     * compact revision, not on what is still on disk.
     */
    public @Nullable KeyValue previous(Change change) {
        if (change.previousRevision() == 0) {
            return null;
        }
        KeyValue record = new CommittedKeys(store, RecentRecords.NONE)
                .version(change.record().getKey(), change.previousRevision());
        // Asked afterwards: the record may have vanished between two looks, and then this is the reason.
        return change.record().getModRevision() - 1 < compactRevision() ? null : record;
    }
}
