package io.jukung.store.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes about the newest versions of keys that were written lately. One thread changes it, any may look.
 *
 * <p>They lie one after the other in a ring, where the newest overwrite the oldest; a table of positions finds them by the
 * key's hash. As objects they would live just long enough to cost the garbage collector most. A reader copies what it finds
 * and then looks whether the writer has come to overwrite it meanwhile.
 */
final class KeyRing {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    /** Before the key and the bytes: revision, size of the key, number of bytes. */
    private static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;
    /** Of the ring for each slot of the table: about the smallest entry. */
    private static final int BYTES_PER_SLOT = 64;
    /** Slots in which a key may be. */
    private static final int WAYS = 4;
    /** Of the whole, which one entry may take. */
    private static final int LARGEST_SHARE = 64;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final byte[] ring;
    /** Positions of entries; 0: free. A position counts all bytes ever written; its remainder is the place in the ring. */
    private final long[] slots;
    /** Up to where the writer has written or is about to: what lies a ring's length before that is no more. */
    private volatile long end;

    /** What is known of a key. */
    static final class Entry {
        private final long modRevision;
        private final byte[] bytes;

        Entry(long modRevision, byte[] bytes) {
            this.modRevision = modRevision;
            this.bytes = bytes;
        }

        /** The key's newest. */
        long modRevision() {
            return modRevision;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** @param bytes of memory, at most 1 GiB; 0: it stays empty */
    KeyRing(int bytes) {
        ring = new byte[bytes & -Long.BYTES];
        slots = new long[bytes == 0 ? 0 : Math.max(WAYS, Integer.highestOneBit(bytes / BYTES_PER_SLOT))];
        end = ring.length;
    }

    private static int hash(byte[] key) {
        long mixed = key.length;
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            mixed = mix(mixed ^ (long) LONG.get(key, at));
        }
        for (; at < key.length; at++) {
            mixed = mix(mixed ^ key[at]);
        }
        return (int) mixed;
    }

    private static long mix(long value) {
        long product = value * MULTIPLIER;
        return product ^ (product >>> 32);
    }

    /** The first of the slots where the key may be. */
    private int firstSlot(byte[] key) {
        return hash(key) & (slots.length - 1) & -WAYS;
    }

    private boolean isThere(long position) {
        return position != 0 && position >= end - ring.length;
    }

    private int place(long position) {
        return (int) (position % ring.length);
    }

    /** Whether an entry is of that key; if it is being overwritten, any answer. */
    private boolean isOf(byte[] key, int at) {
        int from = at + HEADER_BYTES;
        return (int) INT.get(ring, at + Long.BYTES) == key.length
                && from + key.length <= ring.length
                && Arrays.equals(ring, from, from + key.length, key, 0, key.length);
    }

    /** What is known of a key, or null. */
    @Nullable
    Entry find(byte[] key) {
        if (slots.length == 0) {
            return null;
        }
        int first = firstSlot(key);
        for (int slot = first; slot < first + WAYS; slot++) {
            long position = (long) SLOT.getAcquire(slots, slot);
            if (isThere(position) && isOf(key, place(position))) {
                return copy(position);
            }
        }
        return null;
    }

    private @Nullable Entry copy(long position) {
        int at = place(position);
        long modRevision = (long) LONG.get(ring, at);
        int from = at + HEADER_BYTES + (int) INT.get(ring, at + Long.BYTES);
        int to = from + (int) INT.get(ring, at + Long.BYTES + Integer.BYTES);
        // Sizes that were just being overwritten may be anything.
        if (from < 0 || to < from || to > ring.length) {
            return null;
        }
        byte[] found = Arrays.copyOfRange(ring, from, to);
        VarHandle.loadLoadFence();
        return isThere(position) ? new Entry(modRevision, found) : null;
    }

    /** Something newer is known of a key. */
    void put(byte[] key, Entry entry) {
        // So that the next begins where numbers can be read at once.
        int size = (HEADER_BYTES + key.length + entry.bytes.length + Long.BYTES - 1) & -Long.BYTES;
        if (size > ring.length / LARGEST_SHARE) {
            remove(key);
            return;
        }
        long position = end;
        int at = place(position);
        if (at + size > ring.length) {
            position += ring.length - at;
            at = 0;
        }
        end = position + size;
        VarHandle.storeStoreFence();
        LONG.set(ring, at, entry.modRevision);
        INT.set(ring, at + Long.BYTES, key.length);
        INT.set(ring, at + Long.BYTES + Integer.BYTES, entry.bytes.length);
        System.arraycopy(key, 0, ring, at + HEADER_BYTES, key.length);
        System.arraycopy(entry.bytes, 0, ring, at + HEADER_BYTES + key.length, entry.bytes.length);
        SLOT.setRelease(slots, slotFor(key), position);
    }

    /** The slot the key has, or else the one whose entry is the oldest. */
    private int slotFor(byte[] key) {
        int first = firstSlot(key);
        int oldest = first;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (isThere(slots[slot]) && isOf(key, place(slots[slot]))) {
                return slot;
            }
            if (slots[slot] < slots[oldest]) {
                oldest = slot;
            }
        }
        return oldest;
    }

    /** What was known of a key is no more. */
    void remove(byte[] key) {
        if (slots.length == 0) {
            return;
        }
        int slot = slotFor(key);
        if (isThere(slots[slot]) && isOf(key, place(slots[slot]))) {
            SLOT.setRelease(slots, slot, 0L);
        }
    }
}
