package io.jukung.store.mvcc;

import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every version that a finished compaction keeps, key by key, a key's newest first: what etcd's database holds, in another
 * order. Starts before the first. Used by one thread.
 *
 * <p>At and below the compact revision a key has at most its newest version, and no deletion but one of exactly that
 * revision, which a watch may still start from.
 */
public final class RetainedVersions implements AutoCloseable {

    private final Runnable onClose;
    private final Cursor cursor;
    private final long revision;
    private final long compactRevision;
    private byte @Nullable [] versionKey;
    private byte[] record = {};
    private boolean current;
    private boolean belowCompaction;

    /**
     * @param revision the newest that is looked at
     * @param onClose gives up the reader
     */
    public RetainedVersions(OrderedReader reader, long revision, long compactRevision, Runnable onClose) {
        this.onClose = onClose;
        this.revision = revision;
        this.compactRevision = compactRevision;
        cursor = reader.cursor(Family.VERSIONS, null, null, Direction.FORWARD);
    }

    /** The newest revision that is looked at. */
    public long upTo() {
        return revision;
    }

    /** The oldest revision that can be read; -1: all. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Moves to the next version; false at the end. */
    public boolean advance() {
        for (; cursor.isValid(); cursor.next()) {
            byte[] here = cursor.key();
            long at = Layout.revisionOf(here);
            if (at > revision) {
                continue;
            }
            boolean sameKey = versionKey != null && isSameKey(versionKey, here);
            if (sameKey && belowCompaction) {
                continue;
            }
            versionKey = here;
            current = !sameKey;
            belowCompaction = at <= compactRevision;
            record = cursor.value();
            if (belowCompaction && at != compactRevision && Layout.isTombstone(record)) {
                continue;
            }
            cursor.next();
            return true;
        }
        versionKey = null;
        return false;
    }

    private static boolean isSameKey(byte[] one, byte[] other) {
        int shared = Layout.sharedLength(one);
        return shared == Layout.sharedLength(other) && Arrays.equals(one, 0, shared, other, 0, shared);
    }

    private byte[] here() {
        byte[] at = versionKey;
        if (at == null) {
            throw new IllegalStateException("not on a version");
        }
        return at;
    }

    /** When it was written. */
    public long modRevision() {
        return Layout.revisionOf(here());
    }

    /** Which of its revision's changes it is. */
    public int sub() {
        return Layout.subOf(record);
    }

    /** Whether the key was deleted. */
    public boolean isDeletion() {
        return Layout.isTombstone(record);
    }

    /** Whether it is the key's newest up to {@link #upTo}. */
    public boolean isCurrent() {
        return current;
    }

    /** The record as etcd keeps it: of a deletion the key alone. */
    public KeyValue record() {
        byte[] at = here();
        return isDeletion()
                ? KeyValue.newBuilder().setKey(Layout.keyOf(at)).build()
                : Layout.keyValue(Layout.keyOf(at), modRevision(), record);
    }

    @Override
    public void close() {
        cursor.close();
        onClose.run();
    }
}
