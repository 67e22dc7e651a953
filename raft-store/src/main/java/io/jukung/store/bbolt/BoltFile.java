package io.jukung.store.bbolt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database to read, mapped into memory: reading takes no heap but for the entry at hand. Used by one thread at a time.
 *
 * <p>Nothing in the file is trusted: a page or element outside its bounds, a page reached twice, keys out of order end the
 * reading with a {@link BoltException} that names the page. Whoever changes the file meanwhile breaks the reader.
 */
public final class BoltFile implements AutoCloseable {

    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 1 << 16;

    private final Arena arena;
    private final MemorySegment bytes;
    private final int pageSize;
    private final long pages;
    private final long root;

    private BoltFile(Arena arena, MemorySegment bytes, Meta meta) {
        this.arena = arena;
        this.bytes = bytes;
        pageSize = meta.pageSize;
        pages = meta.pages;
        root = meta.root;
    }

    private record Meta(int pageSize, long pages, long root, long transaction) {}

    /** A page, bounded to the bytes that belong to it; id 0: a bucket kept within its element. */
    record Page(MemorySegment bytes, long id, boolean leaf, int count) {}

    /**
     * Opens a database; what follows its last page is ignored.
     *
     * @throws BoltException if it is none, or its first pages are damaged, or it is shorter than it says
     */
    public static BoltFile open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            Meta meta = newestMeta(bytes);
            if (meta.pages > bytes.byteSize() / meta.pageSize) {
                throw new BoltException("truncated: the database has " + meta.pages + " pages of " + meta.pageSize
                        + " bytes, the file holds " + bytes.byteSize() / meta.pageSize);
            }
            BoltFile database = new BoltFile(arena, bytes, meta);
            opened = true;
            return database;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static Meta newestMeta(MemorySegment bytes) throws BoltException {
        Optional<Meta> first = meta(bytes, 0);
        Optional<Meta> second = Optional.empty();
        if (first.isPresent()) {
            second = meta(bytes, first.get().pageSize);
        } else {
            // The first page, which says how large pages are, may be torn: look where the second may be.
            for (int size = SMALLEST_PAGE; size <= LARGEST_PAGE && second.isEmpty(); size *= 2) {
                int expected = size;
                second = meta(bytes, size).filter(found -> found.pageSize == expected);
            }
        }
        if (first.isEmpty() && second.isEmpty()) {
            boolean looksRight = bytes.byteSize() >= BoltFormat.META_END
                    && bytes.get(BoltFormat.INT, BoltFormat.META_MAGIC) == BoltFormat.MAGIC;
            throw new BoltException(
                    looksRight
                            ? "damaged: the checksums of both meta pages are wrong"
                            : "not a bbolt database: no meta page at its beginning");
        }
        return Stream.of(first, second)
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(Meta::transaction))
                .orElseThrow();
    }

    private static Optional<Meta> meta(MemorySegment bytes, long at) {
        if (bytes.byteSize() < at + BoltFormat.META_END) {
            return Optional.empty();
        }
        MemorySegment page = bytes.asSlice(at, BoltFormat.META_END);
        int pageSize = page.get(BoltFormat.INT, BoltFormat.META_PAGE_SIZE);
        long pages = page.get(BoltFormat.LONG, BoltFormat.META_PAGES);
        if (page.get(BoltFormat.INT, BoltFormat.META_MAGIC) != BoltFormat.MAGIC
                || page.get(BoltFormat.INT, BoltFormat.META_VERSION) != BoltFormat.VERSION
                || page.get(BoltFormat.LONG, BoltFormat.META_CHECKSUM) != BoltFormat.metaChecksum(page)
                || pageSize < SMALLEST_PAGE
                || pageSize > LARGEST_PAGE
                || Integer.bitCount(pageSize) != 1
                || pages < 0
                || pages > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new Meta(
                pageSize,
                pages,
                page.get(BoltFormat.LONG, BoltFormat.META_ROOT),
                page.get(BoltFormat.LONG, BoltFormat.META_TRANSACTION)));
    }

    /** How long the database is, whatever follows it in the file. */
    public long sizeBytes() {
        return pages * pageSize;
    }

    /** The names of the outermost buckets, ascending. */
    public List<String> buckets() throws BoltException {
        List<String> names = new ArrayList<>();
        BoltCursor entries = BoltCursor.of(this, root);
        while (entries.next()) {
            if (entries.isBucket()) {
                names.add(new String(entries.key(), StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    /** The entries of an outermost bucket, ascending; none if there is no such bucket. */
    public BoltCursor bucket(String name) throws BoltException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        BoltCursor entries = BoltCursor.of(this, root);
        while (entries.next()) {
            if (entries.isBucket() && Arrays.equals(entries.key(), wanted)) {
                return entries.descend();
            }
        }
        return new BoltCursor(this);
    }

    /**
     * The page of an id.
     *
     * @param visited the pages of the walk so far, to which this one is added
     */
    Page page(long id, BitSet visited) throws BoltException {
        if (id < 2 || id >= pages) {
            throw new BoltException(
                    "damaged: page " + Long.toUnsignedString(id) + " is named, the database has " + pages);
        }
        MemorySegment header = bytes.asSlice(id * pageSize, BoltFormat.HEADER_BYTES);
        if (header.get(BoltFormat.LONG, 0) != id) {
            throw new BoltException("damaged: page " + id + " says it is page "
                    + Long.toUnsignedString(header.get(BoltFormat.LONG, 0)));
        }
        long extent = 1 + Integer.toUnsignedLong(header.get(BoltFormat.INT, 12));
        if (id + extent > pages) {
            throw new BoltException(
                    "damaged: page " + id + " goes on for " + extent + " pages, past the last, " + (pages - 1));
        }
        int next = visited.nextSetBit((int) id);
        if (next >= 0 && next < id + extent) {
            throw new BoltException("damaged: page " + next + " is reached twice");
        }
        visited.set((int) id, (int) (id + extent));
        return page(bytes.asSlice(id * pageSize, extent * pageSize), id);
    }

    /** A page whose bounds are known. */
    static Page page(MemorySegment bytes, long id) throws BoltException {
        int flags = Short.toUnsignedInt(bytes.get(BoltFormat.SHORT, 8));
        int count = Short.toUnsignedInt(bytes.get(BoltFormat.SHORT, 10));
        if (flags != BoltFormat.LEAF && flags != BoltFormat.BRANCH) {
            throw new BoltException("damaged: page " + id + " has the flags " + flags + ", expected branch or leaf");
        }
        if (BoltFormat.HEADER_BYTES + (long) count * BoltFormat.ELEMENT_BYTES > bytes.byteSize()) {
            throw new BoltException("damaged: page " + id + " says it has " + count + " elements, which do not fit");
        }
        return new Page(bytes, id, flags == BoltFormat.LEAF, count);
    }

    /** Copies bytes out of a page. */
    static byte[] copy(MemorySegment from) {
        return from.toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
