package io.jukung.store.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.Holder;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link OrderedStore} on RocksDB: one column family each, no write-ahead log of its own. Flushes are atomic over the
 * families, so what is on disk after a crash is always the state between two batches.
 *
 * <p>Memory is bounded whatever the number of keys: {@value #BLOCK_CACHE_BYTES} bytes of cache, index and filter blocks
 * included, and {@value #WRITE_BUFFER_BYTES} bytes of write buffers.
 */
public final class RocksStore implements OrderedStore {

    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

    private static final long BLOCK_CACHE_BYTES = 64L << 20;
    private static final long WRITE_BUFFER_BYTES = 48L << 20;
    private static final long FAMILY_BUFFER_BYTES = 24L << 20;
    /** Of about the size of a buffer each: with the usual four the level below would be rewritten twice as often. */
    private static final int FILES_TO_COMPACT = 8;
    /** Of input, and so of space until it is deleted: a file of 64 MiB with what it overlaps ten times as large below. */
    private static final long LARGEST_COMPACTION_BYTES = 768L << 20;

    private static final double BLOOM_BITS_PER_KEY = 10;

    private final RocksDB db;
    private final Map<Family, ColumnFamilyHandle> handles;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final ReadOptions pointRead = new ReadOptions();
    private final Deque<AutoCloseable> resources;
    /** Off until it is known that there is space: a compaction that fills the disk leaves none for the next flush. */
    private volatile boolean compacting;

    private final Consumer<StorageFault> onFault;
    private final LongConsumer onWritten;
    private boolean closed;

    private RocksStore(
            RocksDB db,
            Map<Family, ColumnFamilyHandle> handles,
            Deque<AutoCloseable> resources,
            Consumer<StorageFault> onFault,
            LongConsumer onWritten) {
        this.onFault = onFault;
        this.onWritten = onWritten;
        this.db = db;
        this.handles = handles;
        this.resources = resources;
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
        checkWhole(directory);
        RocksDB.loadLibrary();
        Deque<AutoCloseable> resources = new ArrayDeque<>();
        Cache cache = keep(resources, new LRUCache(BLOCK_CACHE_BYTES));
        BloomFilter bloom = keep(resources, new BloomFilter(BLOOM_BITS_PER_KEY));
        AbstractEventListener listener = keep(resources, new ErrorListener(onFault));
        DBOptions options = keep(resources, new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setParanoidChecks(true)
                .setMaxBgErrorResumeCount(0)
                .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4)
                .setMaxLogFileSize(4L << 20)
                .setStatsDumpPeriodSec(0)
                .setSstFileManager(spaceKeeper(resources))
                .setListeners(List.of(listener));
        ColumnFamilyOptions familyOptions = keep(resources, new ColumnFamilyOptions())
                .setWriteBufferSize(FAMILY_BUFFER_BYTES)
                .setMaxWriteBufferNumber(2)
                .setLevel0FileNumCompactionTrigger(FILES_TO_COMPACT)
                .setDisableAutoCompactions(true)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        for (Family family : Family.values()) {
            descriptors.add(
                    new ColumnFamilyDescriptor(family.diskName().getBytes(StandardCharsets.US_ASCII), familyOptions));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(options, directory.toString(), descriptors, opened);
            keep(resources, db);
            Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
            for (ColumnFamilyHandle handle : opened) {
                keep(resources, handle);
            }
            // The first handle is RocksDB's default family, which we leave empty.
            Iterator<ColumnFamilyHandle> next = opened.subList(1, opened.size()).iterator();
            for (Family family : Family.values()) {
                handles.put(family, next.next());
            }
            return new RocksStore(db, handles, resources, onFault, onWritten);
        } catch (RocksDBException e) {
            closeAll(resources);
            boolean missing = String.valueOf(e.getMessage()).contains("No such file");
            throw new StorageFault(
                    "cannot open the database in " + directory, e, missing || StorageFault.isDamage(e.getStatus()));
        }
    }

    /** RocksDB would make a new database where it finds no {@code CURRENT}, and forget the one whose other files are there. */
    private static void checkWhole(Path directory) {
        if (!Files.isDirectory(directory) || Files.exists(directory.resolve("CURRENT"))) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory, "{MANIFEST-*,*.sst}")) {
            if (files.iterator().hasNext()) {
                throw new StorageFault(directory.resolve("CURRENT") + " is missing", true);
            }
        } catch (IOException e) {
            throw new StorageFault("cannot list the database in " + directory, e);
        }
    }

    /** With it, a compaction that found no space is taken up again; without, the database would do no more of them. */
    private static SstFileManager spaceKeeper(Deque<AutoCloseable> resources) {
        try {
            return keep(resources, new SstFileManager(Env.getDefault()));
        } catch (RocksDBException e) {
            closeAll(resources);
            throw new StorageFault("cannot watch the database's files", e);
        }
    }

    private static <R extends AutoCloseable> R keep(Deque<AutoCloseable> resources, R resource) {
        resources.push(resource);
        return resource;
    }

    private static void closeAll(Deque<AutoCloseable> resources) {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                throw new StorageFault("cannot close the database", e);
            }
        }
    }

    private ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("no family " + family);
        }
        return handle;
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
            db.flush(options, new ArrayList<>(handles.values()));
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
            return db.getAggregatedLongProperty("rocksdb.total-sst-files-size")
                    + db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw new StorageFault("cannot ask the database for its size", e);
        }
    }

    @Override
    public long unflushedBytes() {
        try {
            return db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw new StorageFault("cannot ask the database for its size", e);
        }
    }

    @Override
    public synchronized void freeSpace(long bytes) {
        if (closed) {
            return;
        }
        try {
            long files = db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
            boolean enough = bytes - unflushedBytes() > Math.min(files, LARGEST_COMPACTION_BYTES);
            if (enough == compacting) {
                return;
            }
            if (enough) {
                db.enableAutoCompaction(new ArrayList<>(handles.values()));
            } else {
                stopCompactions();
                LOG.warn("{} bytes are free: too few for RocksDB to compact {} bytes of files, it waits", bytes, files);
            }
            compacting = enough;
        } catch (RocksDBException e) {
            throw new StorageFault("cannot turn the database's compactions on or off", e);
        }
    }

    private void stopCompactions() throws RocksDBException {
        var off = MutableColumnFamilyOptions.builder()
                .setDisableAutoCompactions(true)
                .build();
        for (ColumnFamilyHandle handle : handles.values()) {
            try {
                db.setOptions(handle, off);
            } catch (RocksDBException e) {
                // The option holds all the same; nobody reads the file it is also written to, for which there may be no
                // space, just when this is needed.
                if (!String.valueOf(e.getMessage()).startsWith("Unable to persist options")) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean reclaim() {
        if (!compacting) {
            return false;
        }
        try (CompactRangeOptions options = new CompactRangeOptions().setExclusiveManualCompaction(false)) {
            for (ColumnFamilyHandle handle : handles.values()) {
                db.compactRange(handle, null, null, options);
            }
            return true;
        } catch (RocksDBException e) {
            if (isNoSpace(e.getStatus())) {
                return false;
            }
            throw new StorageFault("cannot compact the database", e);
        }
    }

    private static boolean isNoSpace(@Nullable Status status) {
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
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
        closeAll(resources);
    }

    /**
     * Hears of compactions that fail. RocksDB's Java knows four of its seven reasons: for a flush without a write-ahead log
     * (5), and for the manifest (4 and 6), the call into Java ends before it gets here with an IllegalArgumentException that
     * RocksDB has the JVM print, "Exception in thread "Thread-N"". The database takes no more writes then, and so it is the
     * next write that tells.
     */
    private static final class ErrorListener extends AbstractEventListener {
        private final Consumer<StorageFault> onFault;

        ErrorListener(Consumer<StorageFault> onFault) {
            super(EnabledEventCallback.ON_BACKGROUND_ERROR);
            this.onFault = onFault;
        }

        @Override
        public void onBackgroundError(BackgroundErrorReason reason, @Nullable Status status) {
            if (reason == BackgroundErrorReason.COMPACTION && isNoSpace(status)) {
                LOG.warn("RocksDB found no space to compact; it tries again once there is");
                return;
            }
            onFault.accept(new StorageFault(
                    "RocksDB " + reason + " failed in the background: "
                            + (status == null ? "no status" : status.getCodeString() + " " + status.getState()),
                    StorageFault.isDamage(status)));
        }
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
