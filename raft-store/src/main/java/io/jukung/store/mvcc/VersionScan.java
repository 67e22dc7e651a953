package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The keys of a range as they were at a revision, from the versions on disk. */
final class VersionScan implements KeyScan {

    /** After so many versions that are of no interest a seek is cheaper than the next step. */
    private static final int STEPS_BEFORE_SEEK = 4;

    private final OrderedReader reader;
    private final KeyRange range;
    private final long revision;
    private final boolean newest;
    private final Cursor cursor;
    private byte @Nullable [] versionKey;
    private byte @Nullable [] value;
    private final StoredRecord stored = new StoredRecord();
    private boolean ended;

    /** @param newest whether {@code revision} is the newest of {@code reader}, which must then be a snapshot */
    VersionScan(OrderedReader reader, KeyRange range, long revision, boolean newest) {
        this.reader = reader;
        this.range = range;
        this.revision = revision;
        this.newest = newest;
        ByteString end = range.end();
        cursor = reader.cursor(
                Family.VERSIONS,
                Layout.versionsFrom(range.start()),
                end == null ? null : Layout.versionsFrom(end),
                Direction.FORWARD);
    }

    @Override
    public boolean advance() {
        byte[] before = versionKey;
        if (before != null) {
            skipVersions(before);
        }
        int tooNew = 0;
        while (cursor.isValid()) {
            byte[] here = cursor.key();
            if (Layout.revisionOf(here) > revision) {
                if (++tooNew % STEPS_BEFORE_SEEK == 0) {
                    cursor.seek(Layout.atRevision(here, revision));
                } else {
                    cursor.next();
                }
                continue;
            }
            byte[] record = cursor.value();
            if (!Layout.isTombstone(record)) {
                versionKey = here;
                value = record;
                return true;
            }
            skipVersions(here);
        }
        versionKey = null;
        value = null;
        ended = true;
        return false;
    }

    /** Leaves the versions of the key of {@code at}, where the cursor is. */
    private void skipVersions(byte[] at) {
        int shared = Layout.sharedLength(at);
        for (int steps = 0; steps < STEPS_BEFORE_SEEK; steps++) {
            cursor.next();
            if (!cursor.isValid()) {
                return;
            }
            byte[] here = cursor.key();
            if (Layout.sharedLength(here) != shared || !Arrays.equals(here, 0, shared, at, 0, shared)) {
                return;
            }
        }
        cursor.seek(Layout.afterVersions(at));
    }

    private byte[] here() {
        byte[] at = versionKey;
        if (at == null) {
            throw new IllegalStateException("the scan is not on a key");
        }
        return at;
    }

    @Override
    public ByteString key() {
        return Layout.keyOf(here());
    }

    @Override
    public KeyValue record() {
        byte[] at = here();
        return Layout.keyValue(Layout.keyOf(at), Layout.revisionOf(at), value());
    }

    /** The record here, until the scan moves. */
    StoredRecord stored() {
        return stored.of(here(), value());
    }

    private byte[] value() {
        byte[] record = value;
        if (record == null) {
            throw new IllegalStateException("the scan is not on a key");
        }
        return record;
    }

    @Override
    public long countRest() {
        if (ended) {
            return 0;
        }
        if (!newest) {
            return KeyScan.super.countRest();
        }
        // Only living keys are there, without their values and old versions.
        ByteString from = versionKey == null ? range.start() : KeyRange.after(key());
        ByteString end = range.end();
        long count = 0;
        try (Cursor keys = reader.cursor(
                Family.LATEST, from.toByteArray(), end == null ? null : end.toByteArray(), Direction.FORWARD)) {
            for (; keys.isValid(); keys.next()) {
                count++;
            }
        }
        ended = true;
        return count;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
