package io.jukung.store.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a database in one go, bucket after bucket, each from its smallest key to its largest. Holds a page per level of the
 * tree in memory, however large the buckets are. There is no database before {@link #finish}.
 */
public final class BoltWriter {

    /** etcd's, on the machines it is released for but a few: any page size is read anywhere. */
    static final int PAGE_BYTES = 4096;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long FREELIST_PAGE = 2;
    private static final long FIRST_PAGE = 3;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Map<byte[], Long> roots = new TreeMap<>(Arrays::compareUnsigned);
    private long nextPage = FIRST_PAGE;

    /** @param channel empty; the caller closes it */
    public BoltWriter(FileChannel channel) throws IOException {
        this.channel = channel;
        channel.position(FIRST_PAGE * PAGE_BYTES);
    }

    /** Begins an outermost bucket. One is written at a time; its {@link BucketWriter#close} ends it. */
    public BucketWriter bucket(String name) {
        return new BucketWriter(this, name.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the next page goes. */
    long nextPage() {
        return nextPage;
    }

    /** Appends a page, or several that belong together; {@code page} is a multiple of the page size. */
    void append(ByteBuffer page) throws IOException {
        nextPage += page.remaining() / PAGE_BYTES;
        if (page.remaining() > buffer.remaining()) {
            flush();
        }
        if (page.remaining() > buffer.remaining()) {
            writeAll(page);
        } else {
            buffer.put(page);
        }
    }

    private void flush() throws IOException {
        writeAll(buffer.flip());
        buffer.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void ended(byte[] bucket, long root) {
        if (roots.putIfAbsent(bucket, root) != null) {
            throw new IllegalArgumentException("the bucket " + new String(bucket, StandardCharsets.UTF_8) + " twice");
        }
    }

    /**
     * Writes the root and the first pages: then the file is a database. Not synced.
     *
     * @return its length
     */
    public long finish() throws IOException {
        PageBuilder root = new PageBuilder(BoltFormat.LEAF);
        for (Map.Entry<byte[], Long> bucket : roots.entrySet()) {
            byte[] header = ByteBuffer.allocate(BoltFormat.BUCKET_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(bucket.getValue())
                    .array();
            root.addLeaf(BoltFormat.ELEMENT_IS_BUCKET, bucket.getKey(), header);
        }
        long rootPage = nextPage;
        append(root.build(rootPage, root.size()));
        flush();
        channel.position(0);
        writeAll(meta(0, rootPage));
        writeAll(meta(1, rootPage));
        writeAll(new PageBuilder(BoltFormat.FREELIST).build(FREELIST_PAGE, 0));
        return nextPage * PAGE_BYTES;
    }

    private ByteBuffer meta(long page, long root) {
        ByteBuffer bytes = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, page).putShort(Long.BYTES, (short) BoltFormat.META);
        bytes.putInt(BoltFormat.META_MAGIC, BoltFormat.MAGIC)
                .putInt(BoltFormat.META_VERSION, BoltFormat.VERSION)
                .putInt(BoltFormat.META_PAGE_SIZE, PAGE_BYTES)
                .putLong(BoltFormat.META_ROOT, root)
                .putLong(BoltFormat.META_FREELIST, FREELIST_PAGE)
                .putLong(BoltFormat.META_PAGES, nextPage)
                .putLong(BoltFormat.META_TRANSACTION, page)
                .putLong(BoltFormat.META_CHECKSUM, BoltFormat.metaChecksum(MemorySegment.ofBuffer(bytes)));
        return bytes;
    }
}
