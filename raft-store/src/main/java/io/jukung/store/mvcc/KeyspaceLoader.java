package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.Generation;
import io.jukung.store.mvcc.Layout.LogEntry;
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
 * Takes over another store's changes, in the order of their revisions, into an empty one. What that store had compacted but
 * not yet removed is left out.
 */
public final class KeyspaceLoader {

    private final OrderedReader reader;
    private final CommittedKeys written;
    private final long compactRevision;
    /** Of the batch being filled. */
    private final Map<ByteString, Last> unwritten = new HashMap<>();

    private long newestWritten;
    private long newest;

    /** @param compactRevision that was in force in the other store; -1: none */
    public KeyspaceLoader(OrderedReader reader, long compactRevision) {
        this.reader = reader;
        written = new CommittedKeys(reader, RecentRecords.NONE);
        this.compactRevision = compactRevision;
    }

    /**
     * What happened to a key last.
     *
     * @param previousRevision of the key before that revision; 0: none
     * @param record null: it was deleted
     */
    private record Last(
            long revision,
            int sub,
            long previousRevision,
            @Nullable KeyValue record) {}

    /** The last change of a key; null if there was none or, unless it is of {@code revision}, if it was a deletion. */
    private @Nullable Last last(ByteString key, long revision) {
        Last inBatch = unwritten.get(key);
        if (inBatch != null) {
            return inBatch;
        }
        Generation generation = written.latest(key);
        if (revision == newestWritten) {
            byte[] record = reader.get(Family.VERSIONS, Layout.versionKey(key, revision));
            byte[] entry =
                    record == null ? null : reader.get(Family.LOG, Layout.logKey(revision, Layout.subOf(record)));
            if (record != null && entry != null) {
                return new Last(
                        revision,
                        Layout.subOf(record),
                        Layout.logEntry(entry).previousRevision(),
                        generation == null ? null : Layout.keyValue(key, revision, record));
            }
        }
        return generation == null
                ? null
                : new Last(
                        generation.modRevision(),
                        0,
                        0,
                        KeyValue.newBuilder()
                                .setKey(key)
                                .setModRevision(generation.modRevision())
                                .build());
    }

    /**
     * Adds a put.
     *
     * @param record with the revisions and version it had
     * @param sub which of its revision's changes it was
     */
    public void put(KeyValue record, int sub, StoreBatch batch) {
        long revision = record.getModRevision();
        ByteString key = record.getKey();
        advance(new Last(revision, sub, 0, record), key, batch);
        byte[] stored = Layout.record(record, sub);
        batch.put(Family.VERSIONS, Layout.versionKey(key, revision), stored);
        batch.put(Family.LATEST, key.toByteArray(), Layout.latest(revision, stored));
    }

    /** Adds a deletion. */
    public void delete(ByteString key, long revision, int sub, StoreBatch batch) {
        advance(new Last(revision, sub, 0, null), key, batch);
        if (revision >= compactRevision) {
            batch.put(Family.VERSIONS, Layout.versionKey(key, revision), Layout.tombstone(sub));
            batch.put(Family.DELETED, Layout.versionKey(key, revision), Layout.NOTHING);
        }
        batch.delete(Family.LATEST, key.toByteArray());
    }

    private void advance(Last now, ByteString key, StoreBatch batch) {
        newest = now.revision;
        Last before = last(key, now.revision);
        long previous = 0;
        if (before != null && before.revision == now.revision) {
            // As Draft notes it: a deletion replaced what was there before the revision.
            previous = now.record == null ? before.previousRevision : 0;
            supersede(before, key, batch);
        } else if (before != null && before.record != null) {
            previous = before.revision;
            if (now.revision <= compactRevision) {
                batch.delete(Family.VERSIONS, Layout.versionKey(key, before.revision));
            }
        }
        if (now.revision >= compactRevision) {
            batch.put(
                    Family.LOG,
                    Layout.logKey(now.revision, now.sub),
                    Layout.logEntry(new LogEntry(now.record == null, previous, key, false, ByteString.EMPTY)));
        }
        unwritten.put(key, new Last(now.revision, now.sub, previous, now.record));
    }

    private void supersede(Last before, ByteString key, StoreBatch batch) {
        batch.delete(Family.VERSIONS, Layout.versionKey(key, before.revision));
        batch.delete(Family.DELETED, Layout.versionKey(key, before.revision));
        if (before.revision >= compactRevision) {
            KeyValue record = before.record;
            batch.put(
                    Family.LOG,
                    Layout.logKey(before.revision, before.sub),
                    Layout.logEntry(new LogEntry(
                            record == null,
                            before.previousRevision,
                            key,
                            true,
                            record == null
                                    ? ByteString.EMPTY
                                    : UnsafeByteOperations.unsafeWrap(Layout.record(record, 0)))));
        }
    }

    /** Goes over the living keys that name a lease, all of them being on disk. */
    public void forEachLeased(ObjLongConsumer<ByteString> action) {
        try (Cursor cursor = reader.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                Generation generation = Layout.generationOf(cursor.value());
                if (generation != null && generation.lease() != 0) {
                    action.accept(UnsafeByteOperations.unsafeWrap(cursor.key()), generation.lease());
                }
            }
        }
    }

    /** The batch is on disk. */
    public void written() {
        unwritten.clear();
        newestWritten = newest;
    }
}
