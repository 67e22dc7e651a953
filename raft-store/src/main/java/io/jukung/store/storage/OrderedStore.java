package io.jukung.store.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Families of ordered bytes with atomic batches: what the store's state machine needs from a disk. Implemented by
 * {@link RocksStore} and, for tests and simulation, {@link MemoryStore}.
 *
 * <p>Every method may throw {@link StorageFault}; after one, the member must stop.
 */
public interface OrderedStore extends OrderedReader, AutoCloseable {

    /** The value of a key if that is in memory; null: it is not, or there is none, or it is empty. Never waits for a disk. */
    byte @Nullable [] getFromMemory(Family family, byte[] key);

    /** A new, empty batch for {@link #write}. */
    StoreBatch newBatch();

    /**
     * Makes a batch visible at once and whole. It is durable only after {@link #flush()}: the Raft log, replayed from
     * the applied index within the state, is the write-ahead log.
     */
    void write(StoreBatch batch);

    /** The state as of now. */
    StoreSnapshot snapshot();

    /** The same, to go over all of it once: what is read is not kept in memory in the place of what clients read. */
    StoreSnapshot snapshotToScan();

    /** Returns once everything written before is on disk, synced. */
    void flush();

    /**
     * Writes a copy of the present state, flushed and synced, sharing files where it can.
     *
     * @param directory must not exist; its parent must
     */
    void checkpoint(Path directory);

    /** Bytes the state takes on disk and in buffers. */
    long sizeBytes();

    /** Bytes in buffers that a flush will write to the disk, about. */
    long unflushedBytes();

    /**
     * Tells how much of the disk is free, again and again: work in the background that might need more than that, and
     * leave nothing for flushes, waits.
     */
    void freeSpace(long bytes);

    /**
     * Gives back the space of what was deleted or overwritten, which otherwise comes back by and by, with later writes.
     * Blocks, for long if there is much; reads and writes go on.
     *
     * @return false if the disk has no space to do it with
     */
    boolean reclaim();

    /** What was not flushed may be lost, as in a crash. Open cursors and snapshots must be closed before. */
    @Override
    void close();
}
