package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a range as they were at a revision. What has not changed since comes as it lies in LATEST, one step a key; only
 * keys that were put or deleted since are looked up among their versions.
 */
final class KeyspaceScan implements KeyScan {

    private final OrderedReader reader;
    private final KeyRange range;
    private final long revision;
    private final boolean newest;
    private final Cursor living;
    /** Null at the newest revision. */
    private final @Nullable DeletedKeys deleted;

    private final PastVersions past;
    private final StoredRecord looked = new StoredRecord();
    /** Of the key here; null before the first and after the last. */
    private byte @Nullable [] key;

    private byte[] stored = {};
    private int storedAt;
    private long modRevision;
    private boolean livingIsHere;
    private boolean ended;

    /**
     * @param lives of the same state, or of what it has become since
     * @param newest whether {@code revision} is the newest of {@code reader}, which nobody changes meanwhile but by compaction
     */
    KeyspaceScan(OrderedReader reader, RecentLives lives, KeyRange range, long revision, boolean newest) {
        this.reader = reader;
        this.range = range;
        this.revision = revision;
        this.newest = newest;
        past = new PastVersions(reader, range, revision);
        living = livingFrom(range.start());
        deleted = newest ? null : new DeletedKeys(reader, lives, range, revision);
    }

    private Cursor livingFrom(ByteString start) {
        ByteString end = range.end();
        return reader.cursor(
                Family.LATEST, start.toByteArray(), end == null ? null : end.toByteArray(), Direction.FORWARD);
    }

    @Override
    public boolean advance() {
        if (livingIsHere) {
            livingIsHere = false;
            living.next();
        }
        byte[] gone = deleted == null ? null : deleted.key();
        while (living.isValid() || gone != null) {
            byte[] alive = living.isValid() ? living.key() : null;
            int order = alive == null ? 1 : gone == null ? -1 : Arrays.compareUnsigned(alive, gone);
            boolean lived = false;
            if (gone != null && order > 0) {
                lived = find(gone);
            }
            if (gone != null && order >= 0) {
                gone = nextGone();
            }
            if (alive != null && order <= 0) {
                lived = isLivingThen(alive);
                if (!lived) {
                    living.next();
                }
            }
            if (lived) {
                return true;
            }
        }
        key = null;
        ended = true;
        return false;
    }

    private byte @Nullable [] nextGone() {
        if (deleted == null) {
            return null;
        }
        deleted.advance();
        return deleted.key();
    }

    /** Whether the key that lives now did at the revision; if it did, the scan is on it. */
    private boolean isLivingThen(byte[] alive) {
        byte[] latest = living.value();
        long changed = Layout.latestRevision(latest);
        if (changed <= revision) {
            stand(alive, changed, latest, Layout.latestRecord(latest));
        } else if (!find(alive)) {
            return false;
        }
        livingIsHere = true;
        return true;
    }

    private boolean find(byte[] wanted) {
        if (!past.find(UnsafeByteOperations.unsafeWrap(wanted))) {
            return false;
        }
        stand(wanted, past.modRevision(), past.stored(), 0);
        return true;
    }

    private void stand(byte[] here, long changed, byte[] bytes, int at) {
        key = here;
        modRevision = changed;
        stored = bytes;
        storedAt = at;
    }

    private byte[] here() {
        byte[] at = key;
        if (at == null) {
            throw new IllegalStateException("the scan is not on a key");
        }
        return at;
    }

    @Override
    public ByteString key() {
        return UnsafeByteOperations.unsafeWrap(here());
    }

    @Override
    public KeyValue record() {
        return Layout.keyValue(key(), modRevision, stored, storedAt);
    }

    /** The record here, until the scan moves. */
    StoredRecord stored() {
        return looked.of(here(), modRevision, stored, storedAt);
    }

    @Override
    public long countRest() {
        if (ended) {
            return 0;
        }
        if (!newest) {
            return KeyScan.super.countRest();
        }
        long count = 0;
        try (Cursor keys = livingFrom(key == null ? range.start() : KeyRange.after(key()))) {
            for (; keys.isValid(); keys.next()) {
                count++;
            }
        }
        ended = true;
        return count;
    }

    @Override
    public void close() {
        living.close();
        past.close();
        if (deleted != null) {
            deleted.close();
        }
    }
}
