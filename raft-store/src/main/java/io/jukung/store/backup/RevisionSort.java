package io.jukung.store.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts items by revision in bounded memory: what does not fit goes to files in sorted runs, which are merged. The files have
 * no name any more once they are open, so nothing is left behind whatever happens.
 */
final class RevisionSort implements AutoCloseable {

    /** What one item takes beside its payload, about. */
    private static final int ITEM_OVERHEAD = 64;

    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * A change, by its place in the history.
     *
     * @param mark what else is to be known of it
     */
    record Item(long revision, int sub, boolean mark, ByteString payload) implements Comparable<Item> {

        private static final Comparator<Item> ORDER =
                Comparator.comparingLong(Item::revision).thenComparingInt(Item::sub);

        @Override
        public int compareTo(Item other) {
            return ORDER.compare(this, other);
        }
    }

    private final Scratch scratch;
    private final long maxBytes;
    private final List<Run> runs = new ArrayList<>();
    private List<Item> items = new ArrayList<>();
    private long bytes;

    /**
     * @param scratch where runs are written, if they are
     * @param maxBytes held in memory at a time
     */
    RevisionSort(Scratch scratch, long maxBytes) {
        this.scratch = scratch;
        this.maxBytes = maxBytes;
    }

    void add(Item item) throws IOException {
        items.add(item);
        bytes += item.payload.size() + ITEM_OVERHEAD;
        if (bytes > maxBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        items.sort(null);
        Path file = scratch.newFile();
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            for (Item item : items) {
                out.writeLong(item.revision);
                out.writeInt(item.sub);
                out.writeBoolean(item.mark);
                out.writeInt(item.payload.size());
                item.payload.writeTo(out);
            }
        }
        runs.add(new Run(
                new DataInputStream(new BufferedInputStream(
                        Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE), BUFFER_BYTES)),
                items.size()));
        items = new ArrayList<>();
        bytes = 0;
    }

    /** A sorted file, at its next item. */
    private static final class Run implements Comparable<Run>, AutoCloseable {
        private final DataInputStream in;
        private long left;
        private @Nullable Item next;

        Run(DataInputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        Item item() {
            Item here = next;
            if (here == null) {
                throw new IllegalStateException("the run is at its end");
            }
            return here;
        }

        boolean advance() throws IOException {
            if (left == 0) {
                return false;
            }
            left--;
            long revision = in.readLong();
            int sub = in.readInt();
            boolean mark = in.readBoolean();
            next = new Item(revision, sub, mark, UnsafeByteOperations.unsafeWrap(in.readNBytes(in.readInt())));
            return true;
        }

        @Override
        public int compareTo(Run other) {
            return item().compareTo(other.item());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** What takes the items in order. */
    interface Consumer {
        void accept(Item item) throws IOException;
    }

    /** Gives everything added, ascending; once. */
    void drain(Consumer to) throws IOException {
        items.sort(null);
        Iterator<Item> inMemory = items.iterator();
        PriorityQueue<Run> open = new PriorityQueue<>();
        for (Run run : runs) {
            if (run.advance()) {
                open.add(run);
            }
        }
        @Nullable Item mine = inMemory.hasNext() ? inMemory.next() : null;
        while (mine != null || !open.isEmpty()) {
            Run first = open.peek();
            if (first == null || (mine != null && mine.compareTo(first.item()) < 0)) {
                to.accept(Objects.requireNonNull(mine));
                mine = inMemory.hasNext() ? inMemory.next() : null;
            } else {
                open.remove();
                to.accept(first.item());
                if (first.advance()) {
                    open.add(first);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Run run : runs) {
            run.close();
        }
    }
}
