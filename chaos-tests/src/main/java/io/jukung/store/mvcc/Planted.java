package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.LogEntry;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.StateBugs} and {@code WatchBugs}. */
@NullMarked
final class Planted {

    private static final long LOOK_BACK_REVISIONS = 200;
    private static final int KEYS_PER_LOSS = 4;

    private Planted() {}

    static boolean anyModRevision(boolean holds, Compare compare) {
        return holds || (compare.getTarget() == Compare.CompareTarget.MOD && compare.getModRevision() != 0);
    }

    static boolean anyCreateRevision(boolean holds, Compare compare) {
        return holds || (compare.getTarget() == Compare.CompareTarget.CREATE && compare.getCreateRevision() != 0);
    }

    static Iterator<ByteString> withoutTheLast(List<ByteString> keys) {
        return (keys.size() < 2 ? keys : keys.subList(0, keys.size() - 1)).iterator();
    }

    static KeyValue.Builder versionGoesOn(KeyValue.Builder record, long version, Draft draft, ByteString key) {
        var before = version == 1 ? beforeDeletion(draft, key) : null;
        return record.setVersion(before == null ? version : before.getVersion() + 1);
    }

    static KeyValue.Builder creationGoesOn(KeyValue.Builder record, long revision, Draft draft, ByteString key) {
        var before = revision == draft.revision() + 1 ? beforeDeletion(draft, key) : null;
        return record.setCreateRevision(before == null ? revision : before.getCreateRevision());
    }

    /** The same on all members: what is readable is. */
    private static @Nullable KeyValue beforeDeletion(Draft draft, ByteString key) {
        if (draft.get(key) != null) {
            return null;
        }
        long oldest = Math.max(draft.compactRevision(), draft.revision() - LOOK_BACK_REVISIONS);
        for (long revision = draft.revision(); revision > 0 && revision >= oldest; revision--) {
            try (var scan = draft.scan(KeyRange.of(key, ByteString.EMPTY), revision)) {
                if (scan.advance()) {
                    return scan.record();
                }
            }
        }
        return null;
    }

    static @Nullable KeyValue itselfAsPrevious(@Nullable KeyValue previous, History history, Change change) {
        return previous == null
                ? null
                : previous.toBuilder().setValue(change.record().getValue()).build();
    }

    static boolean deletionOrSo(LogEntry entry) {
        return entry.deletion() || Math.floorMod(entry.key().hashCode(), KEYS_PER_LOSS) == 0;
    }

    static long oneRevisionOlder(byte[] logKey) {
        return Layout.logRevision(logKey) - 1;
    }

    static long notBeforeCompaction(long from, History history) {
        return Math.max(from, history.compactRevision());
    }
}
