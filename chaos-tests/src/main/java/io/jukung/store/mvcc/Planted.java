package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.LogEntry;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StoreBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.StateBugs} and {@code WatchBugs}; public for packages that read a state's mark. */
@NullMarked
public final class Planted {

    private static final int KEYS_PER_LOSS = 4;

    private static final VarHandle READER = reader();

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

    /** The same on all members: what is not compacted is there. */
    private static @Nullable KeyValue beforeDeletion(Draft draft, ByteString key) {
        var reader = (OrderedReader) READER.get(draft);
        try (var versions = reader.cursor(
                Family.VERSIONS,
                Layout.versionsFrom(key),
                Layout.afterVersions(Layout.versionKey(key, 1)),
                Direction.FORWARD)) {
            if (!versions.isValid()
                    || !Layout.isTombstone(versions.value())
                    || Layout.revisionOf(versions.key()) - 1 < draft.compactRevision()) {
                return null;
            }
            versions.next();
            return versions.isValid() && Layout.isPut(versions.value())
                    ? Layout.keyValue(key, Layout.revisionOf(versions.key()), versions.value())
                    : null;
        }
    }

    private static VarHandle reader() {
        try {
            return MethodHandles.privateLookupIn(Draft.class, MethodHandles.lookup())
                    .findVarHandle(Draft.class, "reader", OrderedReader.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static @Nullable KeyValue itselfAsPrevious(@Nullable KeyValue previous, History history, Change change) {
        return previous == null
                ? null
                : previous.toBuilder().setValue(change.record().getValue()).build();
    }

    /** The newest revision that made a key which is still there. */
    public static StoreMark ofTheKeysThatAreLeft(OrderedReader store) {
        var mark = StoreMark.read(store);
        long newest = StoreMark.FRESH.revision();
        try (var latest = store.cursor(Family.LATEST, new byte[0], null, Direction.FORWARD)) {
            for (; latest.isValid(); latest.next()) {
                newest = Math.max(newest, Layout.latestRevision(latest.value()));
            }
        }
        return new StoreMark(mark.term(), mark.index(), newest, mark.compactRevision(), mark.digest());
    }

    static boolean deletionOrSo(LogEntry entry) {
        return entry.deletion() || Math.floorMod(entry.key().hashCode(), KEYS_PER_LOSS) == 0;
    }

    static void deleteNewestToo(StoreBatch batch, Family family, byte[] key) {
        batch.delete(family, key);
        if (family == Family.DELETED) {
            batch.delete(Family.LATEST, Layout.keyOf(key).toByteArray());
        }
    }

    static long oneRevisionOlder(byte[] logKey) {
        return Layout.logRevision(logKey) - 1;
    }

    static long notBeforeCompaction(long from, History history) {
        return Math.max(from, history.compactRevision());
    }
}
