package io.jukung.store.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OrderedStore} in memory, for unit tests and simulation. Persistent trees make a snapshot a reference; the
 * same contract tests run against it and {@link RocksStore}.
 *
 * <p>Checkpoints are the exception: there is no disk to write them to.
 */
public final class MemoryStore implements OrderedStore {

    private volatile Map<Family, PersistentTree> state;
    private volatile Map<Family, PersistentTree> flushed;
    private volatile boolean closed;

    /** An empty one. */
    public MemoryStore() {
        this(empty());
    }

    private MemoryStore(Map<Family, PersistentTree> state) {
        this.state = state;
        flushed = state;
    }

    /** Another store with what this one would hold after a crash now: what was flushed. */
    public MemoryStore afterCrash() {
        return new MemoryStore(flushed);
    }

    /** Another store with the same content, all of it flushed: what a checkpoint is on a disk. */
    public MemoryStore copy() {
        return new MemoryStore(state);
    }

    private static Map<Family, PersistentTree> empty() {
        Map<Family, PersistentTree> trees = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            trees.put(family, PersistentTree.EMPTY);
        }
        return trees;
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return tree(state, family).get(key);
    }

    @Override
    public byte @Nullable [] getFromMemory(Family family, byte[] key) {
        return get(family, key);
    }

    @Override
    public Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
        return tree(state, family).cursor(from, to, direction);
    }

    @Override
    public StoreBatch newBatch() {
        return new MemoryBatch();
    }

    @Override
    public synchronized void write(StoreBatch batch) {
        if (!(batch instanceof MemoryBatch memoryBatch)) {
            throw new IllegalArgumentException("the batch is another store's");
        }
        if (closed) {
            throw new StorageFault("the store is closed");
        }
        Map<Family, PersistentTree> next = new EnumMap<>(state);
        for (Change change : memoryBatch.changes) {
            PersistentTree before = tree(next, change.family);
            byte[] value = change.value;
            next.put(change.family, value == null ? before.without(change.key) : before.with(change.key, value));
        }
        state = next;
    }

    @Override
    public StoreSnapshot snapshot() {
        return new MemorySnapshot(state);
    }

    @Override
    public StoreSnapshot snapshotToScan() {
        return snapshot();
    }

    @Override
    public void flush() {
        flushed = state;
    }

    /**
     * Not possible in memory.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void checkpoint(Path directory) {
        throw new UnsupportedOperationException("a store in memory has no files to make a checkpoint of");
    }

    @Override
    public long sizeBytes() {
        return state.values().stream().mapToLong(PersistentTree::bytes).sum();
    }

    @Override
    public void close() {
        closed = true;
    }

    private static PersistentTree tree(Map<Family, PersistentTree> trees, Family family) {
        PersistentTree tree = trees.get(family);
        if (tree == null) {
            throw new IllegalStateException("no family " + family);
        }
        return tree;
    }

    @Override
    public long unflushedBytes() {
        return 0;
    }

    @Override
    public void freeSpace(long bytes) {
        // Nothing here needs a disk.
    }

    @Override
    public boolean reclaim() {
        return true;
    }

    private static final class Change {
        private final Family family;
        private final byte[] key;
        private final byte @Nullable [] value;

        Change(Family family, byte[] key, byte @Nullable [] value) {
            this.family = family;
            this.key = key;
            this.value = value;
        }
    }

    private static final class MemoryBatch implements StoreBatch {
        private final List<Change> changes = new ArrayList<>();

        @Override
        public void put(Family family, byte[] key, byte[] value) {
            changes.add(new Change(family, key, value));
        }

        @Override
        public void delete(Family family, byte[] key) {
            changes.add(new Change(family, key, null));
        }

        @Override
        public void close() {
            changes.clear();
        }
    }

    private record MemorySnapshot(Map<Family, PersistentTree> state) implements StoreSnapshot {
        @Override
        public byte @Nullable [] get(Family family, byte[] key) {
            return tree(state, family).get(key);
        }

        @Override
        public Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
            return tree(state, family).cursor(from, to, direction);
        }

        @Override
        public void close() {
            // The trees are garbage once nobody looks at them.
        }
    }
}
