package io.jukung.store.storage;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Holder;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An {@link OrderedStore} on RocksDB: one column family each, no write-ahead log of its own. Flushes are atomic over the
 * families, so what is on disk after a crash is always the state between two batches.
 *
 * <p>Memory is bounded whatever the number of keys: {@value RocksDatabase#BLOCK_CACHE_BYTES} bytes of cache, index and
 * filter blocks included, and {@value RocksDatabase#WRITE_BUFFER_BYTES} bytes of write buffers.
 */
public final class RocksStore implements OrderedStore {

    private final RocksDatabase files;
    private final RocksDB db;
    private final RocksCompactions compactions;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final ReadOptions pointRead = new ReadOptions();
    private final Consumer<StorageFault> onFault;
    private final LongConsumer onWritten;
    private boolean closed;

    private RocksStore(RocksDatabase files, Consumer<StorageFault> onFault, LongConsumer onWritten) {
        this.files = files;
        this.db = files.db();
        this.compactions = new RocksCompactions(files);
        this.onFault = onFault;
        this.onWritten = onWritten;
    }

    /**
     * Opens or creates the database.
     *
     * @param directory is created; one process at a time holds it
     * @param onFault hears of a failed compaction from a RocksDB thread, and of damage that a read found from the reader's;
     *     the member must stop. That a flush in the background failed the next write tells
     * @throws StorageFault if it is locked, damaged or unreadable
     */
    public static RocksStore open(Path directory, Consumer<StorageFault> onFault) {
        return open(directory, onFault, nanos -> {});
    }

    /**
     * The same.
     *
     * @param onWritten told the nanoseconds each batch took
     */
    public static RocksStore open(Path directory, Consumer<StorageFault> onFault, LongConsumer onWritten) {
        return new RocksStore(RocksDatabase.open(directory, onFault), onFault, onWritten);
    }

    private ColumnFamilyHandle handle(Family family) {
        return files.handle(family);
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return get(family, key, pointRead);
    }

    @Override
    public byte @Nullable [] getFromMemory(Family family, byte[] key) {
        var value = new Holder<byte[]>();
        // It looks into buffers and cache only, whatever its name says. A key that it finds in a filter alone
        // comes with an empty value.
        if (!db.keyMayExist(handle(family), pointRead, key, value)) {
            return null;
        }
        byte[] found = value.getValue();
        return found == null || found.length == 0 ? null : found;
    }

    private byte @Nullable [] get(Family family, byte[] key, ReadOptions options) {
        try {
            return db.get(handle(family), options, key);
        } catch (RocksDBException e) {
            StorageFault fault = new StorageFault("cannot read from " + family.diskName(), e);
            if (fault.isDamage()) {
                onFault.accept(fault);
            }
            throw fault;
        }
    }

    @Override
    public Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
        return new RocksCursor(db, handle(family), new ReadOptions(), from, to, direction, onFault);
    }

    @Override
    public StoreBatch newBatch() {
        return new RocksBatch();
    }

    @Override
    public void write(StoreBatch batch) {
        if (!(batch instanceof RocksBatch rocksBatch)) {
            throw new IllegalArgumentException("the batch is another store's");
        }
        long begun = System.nanoTime();
        try {
            db.write(writeOptions, rocksBatch.batch);
            onWritten.accept(System.nanoTime() - begun);
        } catch (RocksDBException e) {
            throw new StorageFault("cannot write to the database", e);
        }
    }

    @Override
    public StoreSnapshot snapshot() {
        return new RocksSnapshot(true);
    }

    @Override
    public StoreSnapshot snapshotToScan() {
        return new RocksSnapshot(false);
    }

    @Override
    public void flush() {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
            db.flush(options, files.families());
        } catch (RocksDBException e) {
            throw new StorageFault("cannot flush the database", e);
        }
    }

    @Override
    public void checkpoint(Path directory) {
        // Without a write-ahead log a checkpoint holds what is flushed; RocksDB flushes first by itself.
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(directory.toString());
        } catch (RocksDBException e) {
            throw new StorageFault("cannot write a checkpoint to " + directory, e);
        }
    }

    @Override
    public long sizeBytes() {
        try {
            return files.fileBytes() + files.bufferedBytes();
        } catch (RocksDBException e) {
            throw new StorageFault("cannot ask the database for its size", e);
        }
    }

    @Override
    public long unflushedBytes() {
        try {
            return files.bufferedBytes();
        } catch (RocksDBException e) {
            throw new StorageFault("cannot ask the database for its size", e);
        }
    }

    @Override
    public synchronized void freeSpace(long bytes) {
        if (!closed) {
            compactions.freeSpace(bytes);
        }
    }

    @Override
    public boolean reclaim() {
        return compactions.reclaim();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        db.cancelAllBackgroundWork(true);
        pointRead.close();
        writeOptions.close();
        files.close();
    }

    private final class RocksBatch implements StoreBatch {
        private final WriteBatch batch = new WriteBatch();

        @Override
        public void put(Family family, byte[] key, byte[] value) {
            try {
                batch.put(handle(family), key, value);
            } catch (RocksDBException e) {
                throw new StorageFault("cannot add to a batch", e);
            }
        }

        @Override
        public void delete(Family family, byte[] key) {
            try {
                batch.delete(handle(family), key);
            } catch (RocksDBException e) {
                throw new StorageFault("cannot add to a batch", e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    private final class RocksSnapshot implements StoreSnapshot {
        private final org.rocksdb.Snapshot snapshot = db.getSnapshot();
        private final ReadOptions options = new ReadOptions().setSnapshot(snapshot);
        private final boolean caching;

        RocksSnapshot(boolean caching) {
            this.caching = caching;
        }

        @Override
        public byte @Nullable [] get(Family family, byte[] key) {
            return RocksStore.this.get(family, key, options);
        }

        @Override
        public Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
            return new RocksCursor(
                    db,
                    handle(family),
                    new ReadOptions().setSnapshot(snapshot).setFillCache(caching),
                    from,
                    to,
                    direction,
                    onFault);
        }

        @Override
        public void close() {
            options.close();
            db.releaseSnapshot(snapshot);
            snapshot.close();
        }
    }
}
