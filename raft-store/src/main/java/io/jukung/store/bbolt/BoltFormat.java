package io.jukung.store.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Sizes, offsets and marks of the format. All numbers are little-endian. */
final class BoltFormat {

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Page header: id (8), flags (2), count (2), pages that follow and belong to it (4). */
    static final int HEADER_BYTES = 16;

    /**
     * Leaf element: flags, distance to its key, key length, value length (4 each). Branch element: distance to its key, key
     * length (4 each), child page (8).
     */
    static final int ELEMENT_BYTES = 16;

    /** Bucket: root page (8), sequence (8). */
    static final int BUCKET_BYTES = 16;

    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    static final int ELEMENT_IS_BUCKET = 0x01;

    static final int MAGIC = 0xED0CDAED;
    static final int VERSION = 2;

    // Within a meta page, after the header.
    static final int META_MAGIC = HEADER_BYTES;
    static final int META_VERSION = META_MAGIC + 4;
    static final int META_PAGE_SIZE = META_VERSION + 4;
    static final int META_ROOT = META_PAGE_SIZE + 8;
    static final int META_FREELIST = META_ROOT + BUCKET_BYTES;
    static final int META_PAGES = META_FREELIST + 8;
    static final int META_TRANSACTION = META_PAGES + 8;
    static final int META_CHECKSUM = META_TRANSACTION + 8;
    static final int META_END = META_CHECKSUM + 8;

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private BoltFormat() {}

    /** FNV-1a, 64 bits, of what a meta page says. */
    static long metaChecksum(MemorySegment page) {
        long hash = FNV_OFFSET;
        for (long at = META_MAGIC; at < META_CHECKSUM; at++) {
            hash = (hash ^ (page.get(ValueLayout.JAVA_BYTE, at) & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
