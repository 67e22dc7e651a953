package io.jukung.store.mvcc;

import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.LogEntry;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every change that a finished compaction keeps: what etcd's database holds, in another order. Key by key, a key's newest
 * version first; then the changes that their own revision superseded. Starts before the first. Used by one thread.
 *
 * <p>At and below the compact revision a key has at most its newest version, and no deletion but one of exactly that
 * revision, which a watch may still start from.
 */
public final class RetainedVersions implements AutoCloseable {

    private final Runnable onClose;
    private final Cursor versions;
    private final Cursor log;
    private final long revision;
    private final long compactRevision;
    private byte @Nullable [] versionKey;
    private boolean belowCompaction;
    private @Nullable Retained here;

    /**
     * @param current whether it is the key's newest up to {@link #upTo}
     * @param record of a deletion the key alone
     */
    private record Retained(long revision, int sub, boolean deletion, boolean current, KeyValue record) {}

    /**
     * @param revision the newest that is looked at
     * @param onClose gives up the reader
     */
    public RetainedVersions(OrderedReader reader, long revision, long compactRevision, Runnable onClose) {
        this.onClose = onClose;
        this.revision = revision;
        this.compactRevision = compactRevision;
        versions = reader.cursor(Family.VERSIONS, null, null, Direction.FORWARD);
        log = reader.cursor(
                Family.LOG, firstLogKey(compactRevision), Layout.logKey(revision + 1, 0), Direction.FORWARD);
    }

    /** Where the changes begin, in the order they were made, that no compaction up to a revision removes. */
    public static byte[] firstLogKey(long compactRevision) {
        return Layout.logKey(Math.max(0, compactRevision) + 1, 0);
    }

    /** Whether a finished compaction keeps a deletion, by its key in DELETED. */
    public static boolean isRetainedDeletion(byte[] deletedKey, long compactRevision) {
        return Layout.revisionOf(deletedKey) >= compactRevision;
    }

    /** The newest revision that is looked at. */
    public long upTo() {
        return revision;
    }

    /** The oldest revision that can be read; -1: all. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Moves to the next change; false at the end. */
    public boolean advance() {
        here = nextVersion();
        if (here == null) {
            here = nextSuperseded();
        }
        return here != null;
    }

    private @Nullable Retained nextVersion() {
        for (; versions.isValid(); versions.next()) {
            byte[] key = versions.key();
            long at = Layout.revisionOf(key);
            if (at > revision) {
                continue;
            }
            boolean sameKey = versionKey != null && isSameKey(versionKey, key);
            if (sameKey && belowCompaction) {
                continue;
            }
            versionKey = key;
            belowCompaction = at <= compactRevision;
            byte[] record = versions.value();
            boolean deletion = Layout.isTombstone(record);
            if (belowCompaction && at != compactRevision && deletion) {
                continue;
            }
            versions.next();
            KeyValue value = deletion
                    ? KeyValue.newBuilder().setKey(Layout.keyOf(key)).build()
                    : Layout.keyValue(Layout.keyOf(key), at, record);
            return new Retained(at, Layout.subOf(record), deletion, !sameKey, value);
        }
        return null;
    }

    private static boolean isSameKey(byte[] one, byte[] other) {
        int shared = Layout.sharedLength(one);
        return shared == Layout.sharedLength(other) && Arrays.equals(one, 0, shared, other, 0, shared);
    }

    private @Nullable Retained nextSuperseded() {
        for (; log.isValid(); log.next()) {
            byte[] value = log.value();
            if (!Layout.isSuperseded(value)) {
                continue;
            }
            byte[] place = log.key();
            LogEntry entry = Layout.logEntry(value);
            long at = Layout.logRevision(place);
            log.next();
            KeyValue record = entry.deletion()
                    ? KeyValue.newBuilder().setKey(entry.key()).build()
                    : Layout.keyValue(entry.key(), at, entry.record().toByteArray());
            return new Retained(at, Layout.logSub(place), entry.deletion(), false, record);
        }
        return null;
    }

    private Retained here() {
        Retained retained = here;
        if (retained == null) {
            throw new IllegalStateException("not on a version");
        }
        return retained;
    }

    /** When it was made. */
    public long modRevision() {
        return here().revision;
    }

    /** Which of its revision's changes it is. */
    public int sub() {
        return here().sub;
    }

    /** Whether the key was deleted. */
    public boolean isDeletion() {
        return here().deletion;
    }

    /** Whether it is the key's newest up to {@link #upTo}. */
    public boolean isCurrent() {
        return here().current;
    }

    /** The record as etcd keeps it: of a deletion the key alone. */
    public KeyValue record() {
        return here().record;
    }

    @Override
    public void close() {
        versions.close();
        log.close();
        onClose.run();
    }
}
