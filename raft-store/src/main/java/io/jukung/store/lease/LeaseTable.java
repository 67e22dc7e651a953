package io.jukung.store.lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All leases, in memory and on disk, and which keys are attached, on disk only. Changed by the writer alone; read from any
 * thread.
 */
public final class LeaseTable {

    private static final byte LEASE = 'L';
    private static final byte KEY = 'K';

    private final OrderedStore store;
    private final Map<Long, Lease> leases = new ConcurrentHashMap<>();

    /** Attachments of the entry being applied: not on disk yet. Key and whether it is attached now, by lease. */
    private final Map<Long, TreeMap<ByteString, Boolean>> pending = new TreeMap<>();

    /** Reads the leases of a store. */
    public LeaseTable(OrderedStore store) {
        this.store = store;
        forEach(store, lease -> leases.put(lease.id(), lease));
    }

    /** Goes over the leases on disk, by their id as an unsigned number. */
    public static void forEach(OrderedReader reader, Consumer<Lease> action) {
        try (Cursor cursor =
                reader.cursor(Family.LEASES, new byte[] {LEASE}, new byte[] {LEASE + 1}, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                ByteBuffer value = ByteBuffer.wrap(cursor.value());
                long id = ByteBuffer.wrap(cursor.key()).getLong(1);
                action.accept(new Lease(id, value.getLong(), value.getLong()));
            }
        }
    }

    /** A lease, if it exists. */
    public Optional<Lease> find(long id) {
        return Optional.ofNullable(leases.get(id));
    }

    /** How many there are. */
    public int size() {
        return leases.size();
    }

    /** All leases, in no order. */
    public List<Lease> all() {
        return List.copyOf(leases.values());
    }

    /** The keys attached to a lease as of the last written entry, ascending. */
    public List<ByteString> keys(long id) {
        return List.copyOf(storedKeys(id));
    }

    /** Adds or changes a lease. Writer only. */
    public void put(Lease lease, StoreBatch batch) {
        leases.put(lease.id(), lease);
        batch.put(
                Family.LEASES,
                leaseKey(lease.id()),
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(lease.ttlSeconds())
                        .putLong(lease.remainingSeconds())
                        .array());
    }

    /** Removes a lease whose keys are detached. Writer only. */
    public void remove(long id, StoreBatch batch) {
        leases.remove(id);
        batch.delete(Family.LEASES, leaseKey(id));
    }

    /** Moves a key from one lease to another; 0 stands for none. Writer only. */
    public void move(ByteString key, long from, long to, StoreBatch batch) {
        if (from == to) {
            return;
        }
        if (from != 0) {
            batch.delete(Family.LEASES, attachmentKey(from, key));
            note(from, key, false);
        }
        if (to != 0) {
            batch.put(Family.LEASES, attachmentKey(to, key), new byte[0]);
            note(to, key, true);
        }
    }

    private void note(long id, ByteString key, boolean attached) {
        pending.computeIfAbsent(id, lease -> new TreeMap<>(ByteString.unsignedLexicographicalComparator()))
                .put(key, attached);
    }

    /** The keys attached to a lease, ascending, with what the entry being applied has changed. Writer only. */
    public List<ByteString> keysAsOfNow(long id) {
        NavigableSet<ByteString> keys = storedKeys(id);
        TreeMap<ByteString, Boolean> changed = pending.get(id);
        if (changed != null) {
            changed.forEach((key, attached) -> {
                if (attached) {
                    keys.add(key);
                } else {
                    keys.remove(key);
                }
            });
        }
        return List.copyOf(keys);
    }

    /** The entry being applied is on disk. Writer only. */
    public void written() {
        pending.clear();
    }

    private NavigableSet<ByteString> storedKeys(long id) {
        NavigableSet<ByteString> keys = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
        byte[] from = attachmentKey(id, ByteString.EMPTY);
        // The ids are big-endian: the next one's keys begin right after.
        byte[] to = id == -1 ? new byte[] {KEY + 1} : attachmentKey(id + 1, ByteString.EMPTY);
        try (Cursor cursor = store.cursor(Family.LEASES, from, to, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                byte[] key = cursor.key();
                keys.add(UnsafeByteOperations.unsafeWrap(key, from.length, key.length - from.length));
            }
        }
        return keys;
    }

    private static byte[] leaseKey(long id) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(LEASE).putLong(id).array();
    }

    private static byte[] attachmentKey(long id, ByteString key) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + Long.BYTES + key.size());
        buffer.put(KEY).putLong(id);
        key.copyTo(buffer);
        return buffer.array();
    }
}
