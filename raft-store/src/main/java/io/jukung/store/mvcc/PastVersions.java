package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks keys of a range up as they were at a revision, among all their versions. Asks storage only once it is asked. */
final class PastVersions implements AutoCloseable {

    private final OrderedReader reader;
    private final KeyRange range;
    private final long revision;
    private @Nullable Cursor opened;
    private byte[] versionKey = {};
    private byte[] stored = {};

    /** @param revision not compacted */
    PastVersions(OrderedReader reader, KeyRange range, long revision) {
        this.reader = reader;
        this.range = range;
        this.revision = revision;
    }

    /** Whether the key lived; then its record can be asked for until the next look. */
    boolean find(ByteString key) {
        byte[] wanted = Layout.versionKey(key, revision);
        Cursor cursor = cursor();
        cursor.seek(wanted);
        if (!cursor.isValid()) {
            return false;
        }
        byte[] here = cursor.key();
        int shared = Layout.sharedLength(wanted);
        if (Layout.sharedLength(here) != shared || !Arrays.equals(here, 0, shared, wanted, 0, shared)) {
            return false;
        }
        byte[] found = cursor.value();
        if (Layout.isTombstone(found)) {
            return false;
        }
        versionKey = here;
        stored = found;
        return true;
    }

    private Cursor cursor() {
        Cursor cursor = opened;
        if (cursor == null) {
            cursor = versions(reader, Family.VERSIONS, range);
            opened = cursor;
        }
        return cursor;
    }

    /** A family whose keys are those of VERSIONS, from a range's first version on. */
    static Cursor versions(OrderedReader reader, Family family, KeyRange range) {
        ByteString end = range.end();
        return reader.cursor(
                family,
                Layout.versionsFrom(range.start()),
                end == null ? null : Layout.versionsFrom(end),
                Direction.FORWARD);
    }

    long modRevision() {
        return Layout.revisionOf(versionKey);
    }

    /** As it lies in VERSIONS. */
    byte[] stored() {
        return stored;
    }

    /** @param key the one that was found */
    KeyValue record(ByteString key) {
        return Layout.keyValue(key, modRevision(), stored);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
