package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.Generation;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StoreBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes over another store's versions, in the order of their revisions, into an empty one. What that store had compacted but
 * not yet removed is left out.
 */
public final class KeyspaceLoader {

    private final OrderedReader reader;
    private final CommittedKeys written;
    private final long compactRevision;
    /** Of the batch being filled. */
    private final Map<ByteString, @Nullable Generation> unwritten = new HashMap<>();

    /** @param compactRevision that was in force in the other store; -1: none */
    public KeyspaceLoader(OrderedReader reader, long compactRevision) {
        this.reader = reader;
        written = new CommittedKeys(reader);
        this.compactRevision = compactRevision;
    }

    private @Nullable Generation latest(ByteString key) {
        return unwritten.containsKey(key) ? unwritten.get(key) : written.latest(key);
    }

    /**
     * Adds a put.
     *
     * @param record with the revisions and version it had
     * @param sub which of its revision's changes it was
     */
    public void put(KeyValue record, int sub, StoreBatch batch) {
        long revision = record.getModRevision();
        advance(record.getKey(), revision, sub, false, batch);
        Generation now = new Generation(record.getCreateRevision(), revision, record.getVersion(), record.getLease());
        batch.put(Family.VERSIONS, Layout.versionKey(record.getKey(), revision), Layout.record(record, sub));
        batch.put(Family.LATEST, record.getKey().toByteArray(), Layout.latest(now));
        unwritten.put(record.getKey(), now);
    }

    /** Adds a deletion. */
    public void delete(ByteString key, long revision, int sub, StoreBatch batch) {
        advance(key, revision, sub, true, batch);
        if (revision >= compactRevision) {
            batch.put(Family.VERSIONS, Layout.versionKey(key, revision), Layout.tombstone(sub));
        }
        batch.delete(Family.LATEST, key.toByteArray());
        unwritten.put(key, null);
    }

    private void advance(ByteString key, long revision, int sub, boolean deletion, StoreBatch batch) {
        Generation before = latest(key);
        if (before != null && revision <= compactRevision) {
            batch.delete(Family.VERSIONS, Layout.versionKey(key, before.modRevision()));
        }
        if (revision >= compactRevision) {
            batch.put(
                    Family.LOG,
                    Layout.logKey(revision, sub),
                    Layout.logEntry(new Layout.LogEntry(deletion, before == null ? 0 : before.modRevision(), key)));
        }
    }

    /** Goes over the living keys that name a lease, all of them being on disk. */
    public void forEachLeased(ObjLongConsumer<ByteString> action) {
        try (Cursor cursor = reader.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                Generation generation = Layout.latest(cursor.value());
                if (generation != null && generation.lease() != 0) {
                    action.accept(UnsafeByteOperations.unsafeWrap(cursor.key()), generation.lease());
                }
            }
        }
    }

    /** The batch is on disk. */
    public void written() {
        unwritten.clear();
    }
}
