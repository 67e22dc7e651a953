package io.jukung.store.mvcc;

import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a range that were deleted after a revision, in ascending order, each once; some may live again. From memory if
 * what happened since is known there, else from the disk, where all deletions are that are not compacted.
 */
final class DeletedKeys implements AutoCloseable {

    /** After so many deletions that are of no interest a seek is cheaper than the next step. */
    private static final int STEPS_BEFORE_SEEK = 4;

    private final long revision;
    private final byte @Nullable [][] known;
    private final @Nullable Cursor deletions;
    private int next;
    private byte @Nullable [] key;

    DeletedKeys(OrderedReader reader, RecentLives lives, KeyRange range, long revision) {
        this.revision = revision;
        known = lives.endedSince(range, revision);
        deletions = known != null ? null : PastVersions.versions(reader, Family.DELETED, range);
        advance();
    }

    /** Where it is; null at the end. */
    byte @Nullable [] key() {
        return key;
    }

    /** Moves on. */
    void advance() {
        if (known != null) {
            key = next < known.length ? known[next++] : null;
        } else if (deletions != null) {
            key = nextOnDisk(deletions, key);
        }
    }

    /** A key's last deletion comes first: if that is not younger than the revision, none is. */
    private byte @Nullable [] nextOnDisk(Cursor cursor, byte @Nullable [] before) {
        byte[] passed = before;
        int steps = 0;
        while (cursor.isValid()) {
            byte[] here = cursor.key();
            byte[] name = Layout.keyOf(here).toByteArray();
            if (Arrays.equals(name, passed)) {
                if (++steps % STEPS_BEFORE_SEEK == 0) {
                    cursor.seek(Layout.afterVersions(here));
                } else {
                    cursor.next();
                }
            } else if (Layout.revisionOf(here) > revision) {
                return name;
            } else {
                passed = name;
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (deletions != null) {
            deletions.close();
        }
    }
}
