package io.jukung.store.bbolt;

import io.jukung.store.bbolt.BoltFile.Page;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Walks the entries of one bucket in the order of their keys, each once. Starts before the first. */
public final class BoltCursor {

    /** A valid tree of 2^31 pages with two children everywhere is no deeper. */
    private static final int MAX_DEPTH = 32;

    /** Far above what etcd takes as a request; keeps a damaged length from taking the memory. */
    private static final long MAX_VALUE_BYTES = 256L << 20;

    /** bbolt's own limit. Thousands of elements may share bytes in a damaged page: each key is copied. */
    private static final long MAX_KEY_BYTES = 32768;

    private static final class Place {
        private final Page page;
        private int index = -1;

        Place(Page page) {
            this.page = page;
        }
    }

    private final BoltFile file;
    private final BitSet visited = new BitSet();
    private final Deque<Place> path = new ArrayDeque<>();
    private byte @Nullable [] key;
    private @Nullable MemorySegment value;
    private boolean bucket;

    /** Of nothing. */
    BoltCursor(BoltFile file) {
        this.file = file;
    }

    /** Of the tree below a page. */
    static BoltCursor of(BoltFile file, long root) throws BoltException {
        BoltCursor cursor = new BoltCursor(file);
        cursor.path.push(new Place(file.page(root, cursor.visited)));
        return cursor;
    }

    /** Of a single page. */
    private static BoltCursor of(BoltFile file, Page leaf) {
        BoltCursor cursor = new BoltCursor(file);
        cursor.path.push(new Place(leaf));
        return cursor;
    }

    /** Moves to the next entry; false at the end. */
    public boolean next() throws BoltException {
        while (!path.isEmpty()) {
            Place place = path.element();
            place.index++;
            if (place.index >= place.page.count()) {
                path.pop();
            } else if (place.page.leaf()) {
                readElement(place.page, place.index);
                return true;
            } else {
                descend(place.page, place.index);
            }
        }
        key = null;
        value = null;
        return false;
    }

    private void descend(Page page, int index) throws BoltException {
        if (path.size() >= MAX_DEPTH) {
            throw new BoltException("damaged: page " + page.id() + " lies more than " + MAX_DEPTH + " levels deep");
        }
        long at = BoltFormat.HEADER_BYTES + (long) index * BoltFormat.ELEMENT_BYTES;
        path.push(new Place(file.page(page.bytes().get(BoltFormat.LONG, at + 8), visited)));
    }

    private void readElement(Page page, int index) throws BoltException {
        MemorySegment bytes = page.bytes();
        long at = BoltFormat.HEADER_BYTES + (long) index * BoltFormat.ELEMENT_BYTES;
        int flags = bytes.get(BoltFormat.INT, at);
        long keyAt = at + Integer.toUnsignedLong(bytes.get(BoltFormat.INT, at + 4));
        long keyLength = Integer.toUnsignedLong(bytes.get(BoltFormat.INT, at + 8));
        long valueLength = Integer.toUnsignedLong(bytes.get(BoltFormat.INT, at + 12));
        if (keyAt + keyLength + valueLength > bytes.byteSize()) {
            throw new BoltException(
                    "damaged: element " + index + " of page " + page.id() + " lies outside of its page");
        }
        if (keyLength > MAX_KEY_BYTES) {
            throw new BoltException("damaged: element " + index + " of page " + page.id() + " has a key of " + keyLength
                    + " bytes, the most is " + MAX_KEY_BYTES);
        }
        if (keyLength + valueLength > MAX_VALUE_BYTES) {
            throw new BoltException("element " + index + " of page " + page.id() + " has " + (keyLength + valueLength)
                    + " bytes, more than the " + MAX_VALUE_BYTES + " that are read");
        }
        byte[] before = key;
        byte[] here = BoltFile.copy(bytes.asSlice(keyAt, keyLength));
        if (before != null && Arrays.compareUnsigned(before, here) >= 0) {
            throw new BoltException("damaged: the keys of page " + page.id() + " are out of order at element " + index);
        }
        key = here;
        value = bytes.asSlice(keyAt + keyLength, valueLength);
        bucket = (flags & BoltFormat.ELEMENT_IS_BUCKET) != 0;
    }

    /** The entry's key. Only after {@link #next} gave true. */
    public byte[] key() {
        byte[] here = key;
        if (here == null) {
            throw new IllegalStateException("the cursor is not on an entry");
        }
        return here;
    }

    /** The entry's value. Only after {@link #next} gave true. */
    public byte[] value() {
        return BoltFile.copy(segment());
    }

    private MemorySegment segment() {
        MemorySegment here = value;
        if (here == null) {
            throw new IllegalStateException("the cursor is not on an entry");
        }
        return here;
    }

    /** Whether the entry is a nested bucket, not a value. */
    public boolean isBucket() {
        return bucket;
    }

    /** The entries of the nested bucket here. */
    BoltCursor descend() throws BoltException {
        MemorySegment header = segment();
        if (header.byteSize() < BoltFormat.BUCKET_BYTES) {
            throw new BoltException("damaged: a bucket has a header of " + header.byteSize() + " bytes");
        }
        long root = header.get(BoltFormat.LONG, 0);
        if (root != 0) {
            return of(file, root);
        }
        MemorySegment inline = header.asSlice(BoltFormat.BUCKET_BYTES);
        if (inline.byteSize() < BoltFormat.HEADER_BYTES) {
            throw new BoltException("damaged: a bucket within its element has no page");
        }
        Page page = BoltFile.page(inline, 0);
        if (!page.leaf()) {
            throw new BoltException("damaged: a bucket within its element has branches");
        }
        return of(file, page);
    }
}
