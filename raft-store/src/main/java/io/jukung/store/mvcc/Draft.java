package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.Generation;
import io.jukung.store.mvcc.Layout.LogEntry;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StoreBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state while one Raft entry is applied: what is committed, and over it what the entry's commands changed so far.
 *
 * <p>Each command's changes get one revision and a {@link #seal}; reads within a command see its own earlier changes.
 * Nothing reaches the store before the batch is written. A draft whose owner never seals is a read-only view.
 */
public final class Draft {

    private final OrderedReader reader;
    private final RecentRecords recent;
    private final CommittedKeys committed;
    private final long committedRevision;
    private final TreeMap<ByteString, Pending> pending = new TreeMap<>(KeyRange::compare);
    private final List<Change> unsealed = new ArrayList<>();
    private final BitSet superseded = new BitSet();
    private final List<Written> written = new ArrayList<>();
    private long revision;
    private long compactRevision;

    /**
     * @param reader the committed state, which nobody else changes meanwhile but by compaction
     * @param recent of that state, or of what it has become since
     * @param mark of that state
     */
    public Draft(OrderedReader reader, RecentRecords recent, StoreMark mark) {
        this.reader = reader;
        this.recent = recent;
        committed = new CommittedKeys(reader, recent);
        committedRevision = mark.revision();
        revision = mark.revision();
        compactRevision = mark.compactRevision();
    }

    /**
     * A version the draft has added.
     *
     * @param record null: the key was deleted
     * @param sub which of its revision's changes it is
     * @param older the version the draft had added to the same key before
     */
    private record Pending(
            long modRevision,
            @Nullable KeyValue record,
            int sub,
            @Nullable Pending older) {}

    /** What the batch says of a key, as {@link RecentRecords} has it; null: that it was deleted. */
    private static final class Written {
        private final byte[] key;
        private final long modRevision;
        private final byte @Nullable [] generation;
        private final byte @Nullable [] record;
        /** Whether the key was there before the revision. */
        private final boolean lived;

        Written(byte[] key, long modRevision, byte @Nullable [] generation, byte @Nullable [] record, boolean lived) {
            this.key = key;
            this.modRevision = modRevision;
            this.generation = generation;
            this.record = record;
            this.lived = lived;
        }
    }

    /** The newest sealed revision. */
    public long revision() {
        return revision;
    }

    /** Sealed revision, or the next one if the command has changed something: what its response headers show. */
    public long headerRevision() {
        return unsealed.isEmpty() ? revision : revision + 1;
    }

    /** The oldest revision that can be read. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Makes all revisions below {@code newCompactRevision} unreadable. */
    public void compact(long newCompactRevision) throws RejectedException {
        if (newCompactRevision <= compactRevision) {
            throw new RejectedException(Rejection.COMPACTED);
        }
        if (newCompactRevision > revision) {
            throw new RejectedException(Rejection.FUTURE_REVISION);
        }
        compactRevision = newCompactRevision;
    }

    /** The record of a key as of now, or null. */
    public @Nullable KeyValue get(ByteString key) {
        Pending here = pending.get(key);
        return here != null ? here.record : committed.at(key, committedRevision);
    }

    private @Nullable Generation generation(ByteString key) {
        Pending here = pending.get(key);
        if (here == null) {
            return committed.latest(key);
        }
        KeyValue record = here.record;
        return record == null
                ? null
                : new Generation(
                        record.getCreateRevision(), record.getModRevision(), record.getVersion(), record.getLease());
    }

    /** The lease a living key is attached to; empty if the key does not exist. */
    public Optional<Long> leaseOf(ByteString key) {
        Generation generation = generation(key);
        return generation == null ? Optional.empty() : Optional.of(generation.lease());
    }

    /** Sets a key at the next revision. */
    public void put(ByteString key, ByteString value, long lease) {
        Generation before = generation(key);
        long next = revision + 1;
        KeyValue record = KeyValue.newBuilder()
                .setKey(key)
                .setValue(value)
                .setLease(lease)
                .setModRevision(next)
                .setCreateRevision(before == null ? next : before.createRevision())
                .setVersion(before == null ? 1 : before.version() + 1)
                .build();
        supersede(key);
        pending.put(key, new Pending(next, record, unsealed.size(), pending.get(key)));
        unsealed.add(
                before == null
                        ? new Change(record, false, 0, 0)
                        : new Change(record, false, before.modRevision(), before.lease()));
    }

    /**
     * Marks what the command has already done to a key, if anything: another change of it follows.
     *
     * @return the first of these changes
     */
    private Optional<Change> supersede(ByteString key) {
        Change first = null;
        Pending here = pending.get(key);
        while (here != null && here.modRevision > revision) {
            superseded.set(here.sub);
            first = unsealed.get(here.sub);
            here = here.older;
        }
        return Optional.ofNullable(first);
    }

    /** Deletes a key at the next revision; whether it existed. */
    public boolean delete(ByteString key) {
        Generation before = generation(key);
        if (before == null) {
            return false;
        }
        long next = revision + 1;
        // What a deletion replaced is what was there before the revision, not what the command itself had put.
        long previousRevision = supersede(key).map(Change::previousRevision).orElse(before.modRevision());
        pending.put(key, new Pending(next, null, unsealed.size(), pending.get(key)));
        unsealed.add(new Change(
                KeyValue.newBuilder().setKey(key).setModRevision(next).build(),
                true,
                previousRevision,
                before.lease()));
        return true;
    }

    /**
     * The living keys of a range.
     *
     * @param atRevision not compacted; {@link Long#MAX_VALUE}: as of now, with what the command has changed
     */
    KeyScan scan(KeyRange range, long atRevision) {
        long revision = Math.min(atRevision, committedRevision);
        KeyScan below = new KeyspaceScan(reader, recent.lives(), range, revision, revision == committedRevision);
        List<Pending> above = new ArrayList<>();
        ByteString end = range.end();
        if (!range.isEmpty() && !pending.isEmpty()) {
            var changed = end == null ? pending.tailMap(range.start(), true) : pending.subMap(range.start(), end);
            List<ByteString> keys = new ArrayList<>();
            changed.forEach((key, newest) -> {
                Pending version = newest;
                while (version != null && version.modRevision > atRevision) {
                    version = version.older;
                }
                if (version != null) {
                    keys.add(key);
                    above.add(version);
                }
            });
            if (!keys.isEmpty()) {
                List<@Nullable KeyValue> records = new ArrayList<>();
                above.forEach(version -> records.add(version.record));
                return new OverlaidScan(below, keys, records);
            }
        }
        return below;
    }

    /**
     * Ends a command: its changes become one revision and go into the batch.
     *
     * @return the changes, or null if the command changed nothing
     */
    public @Nullable RevisionChanges seal(StoreBatch batch) {
        if (unsealed.isEmpty()) {
            return null;
        }
        revision++;
        for (int sub = 0; sub < unsealed.size(); sub++) {
            Change change = unsealed.get(sub);
            if (superseded.get(sub)) {
                batch.put(Family.LOG, Layout.logKey(revision, sub), Layout.logEntry(LogEntry.superseded(change)));
                continue;
            }
            KeyValue record = change.record();
            ByteString key = record.getKey();
            byte[] rawKey = key.toByteArray();
            boolean lived = livedBefore(change);
            if (change.deletion()) {
                batch.put(Family.VERSIONS, Layout.versionKey(key, revision), Layout.tombstone(sub));
                batch.put(Family.DELETED, Layout.versionKey(key, revision), Layout.NOTHING);
                batch.delete(Family.LATEST, rawKey);
                written.add(new Written(rawKey, revision, null, null, lived));
            } else {
                byte[] stored = Layout.record(record, sub);
                byte[] generation = Layout.generation(
                        new Generation(record.getCreateRevision(), revision, record.getVersion(), record.getLease()));
                batch.put(Family.VERSIONS, Layout.versionKey(key, revision), stored);
                batch.put(Family.LATEST, rawKey, Layout.latest(revision, stored));
                written.add(new Written(rawKey, revision, generation, stored, lived));
            }
            batch.put(Family.LOG, Layout.logKey(revision, sub), Layout.logEntry(LogEntry.of(change)));
        }
        RevisionChanges changes = new RevisionChanges(revision, unsealed);
        unsealed.clear();
        superseded.clear();
        return changes;
    }

    /** Whether the key of a change was there before its revision. */
    private boolean livedBefore(Change change) {
        if (superseded.isEmpty()) {
            return change.previousRevision() > 0;
        }
        ByteString key = change.record().getKey();
        return unsealed.stream()
                .filter(first -> first.record().getKey().equals(key))
                .findFirst()
                .filter(first -> first.previousRevision() > 0)
                .isPresent();
    }

    /** The batch can be read, but its revisions are not published yet. */
    public void written() {
        for (Written change : written) {
            boolean lives = change.record != null;
            if (lives != change.lived) {
                recent.lives().add(change.modRevision, change.key, change.lived);
            }
            byte[] generation = change.generation;
            byte[] record = change.record;
            if (generation == null || record == null) {
                recent.remove(change.key);
            } else {
                recent.put(change.key, change.modRevision, generation, record);
            }
        }
        written.clear();
    }
}
