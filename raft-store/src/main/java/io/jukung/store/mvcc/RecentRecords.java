package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest records of keys that were changed lately, as they lie on disk: the next change of such a key, and reads of it,
 * need not ask the database. One thread changes it, any may look.
 *
 * <p>What it holds of a key is its newest version, so it is right for every revision from that version's on. The writer
 * tells it of a batch after the batch can be read and before the batch's revision is published.
 *
 * <p>Bounded by forgetting: records are added to a young map, and when that holds half of what is allowed, it becomes the
 * old one, whose records are dropped unless they were written again.
 */
public final class RecentRecords {

    /** Holds nothing: for readers of a state that is not the newest, and for writers of much at once. */
    static final RecentRecords NONE = new RecentRecords(0);

    /** Objects and table slots an entry takes beside its bytes, about. */
    private static final int ENTRY_OVERHEAD_BYTES = 160;
    /** Of the whole, which one record may take. */
    private static final int LARGEST_SHARE = 64;

    private final long maxBytes;
    private volatile Maps maps = new Maps(Map.of(), new ConcurrentHashMap<>());
    private long youngBytes;

    private record Maps(Map<ByteString, Entry> old, Map<ByteString, Entry> young) {}

    /** A key's newest version. */
    static final class Entry {
        private final long modRevision;
        private final byte[] stored;

        Entry(long modRevision, byte[] stored) {
            this.modRevision = modRevision;
            this.stored = stored;
        }

        long modRevision() {
            return modRevision;
        }

        /** As {@link Layout} has it in VERSIONS; never a deletion. */
        byte[] stored() {
            return stored;
        }
    }

    /** @param maxBytes of memory, about; 0: it stays empty */
    public RecentRecords(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The key's newest version if it is known. */
    @Nullable
    Entry find(ByteString key) {
        Maps now = maps;
        Entry young = now.young.get(key);
        return young != null ? young : now.old.get(key);
    }

    /** A key was put. */
    void put(byte[] key, Entry entry) {
        long bytes = (long) key.length + entry.stored.length + ENTRY_OVERHEAD_BYTES;
        ByteString wrapped = UnsafeByteOperations.unsafeWrap(key);
        if (bytes > maxBytes / LARGEST_SHARE) {
            remove(wrapped);
            return;
        }
        if (youngBytes + bytes > maxBytes / 2) {
            maps = new Maps(maps.young, new ConcurrentHashMap<>());
            youngBytes = 0;
        }
        Entry before = maps.young.put(wrapped, entry);
        youngBytes += before == null ? bytes : entry.stored.length - before.stored.length;
    }

    /** A key was deleted. */
    void remove(ByteString key) {
        // An old one that is hidden by a younger is no trouble; one that a removal laid bare would be.
        if (!maps.old.isEmpty()) {
            maps.old.remove(key);
        }
        Entry before = maps.young.remove(key);
        if (before != null) {
            youngBytes -= (long) key.size() + before.stored.length + ENTRY_OVERHEAD_BYTES;
        }
    }
}
