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
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An opened RocksDB with a column family for each of ours: what of it is set, and all that has to be closed with it. */
final class RocksDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDatabase.class);

    static final long BLOCK_CACHE_BYTES = 64L << 20;
    static final long WRITE_BUFFER_BYTES = 48L << 20;
    private static final long FAMILY_BUFFER_BYTES = 24L << 20;
    /** Of about the size of a buffer each: with the usual four the level below would be rewritten twice as often. */
    private static final int FILES_TO_COMPACT = 8;
    /** Where lists are read: a key that changes often is in every one of these files, and a list passes it in each. */
    private static final int LISTED_FILES_TO_COMPACT = 4;

    private static final int BLOCK_BYTES = 4 << 10;
    /** A list looks a block up in the cache for so many bytes of records, in each of the files. */
    private static final int LISTED_BLOCK_BYTES = 16 << 10;

    private static final double BLOOM_BITS_PER_KEY = 10;

    private final RocksDB db;
    private final Map<Family, ColumnFamilyHandle> handles;
    private final Deque<AutoCloseable> resources;

    private RocksDatabase(RocksDB db, Map<Family, ColumnFamilyHandle> handles, Deque<AutoCloseable> resources) {
        this.db = db;
        this.handles = handles;
        this.resources = resources;
    }

    /**
     * Opens or creates it.
     *
     * @param onFault hears of a failed flush or compaction from a RocksDB thread
     * @throws StorageFault if it is locked, damaged or unreadable
     */
    static RocksDatabase open(Path directory, Consumer<StorageFault> onFault) {
        checkWhole(directory);
        RocksLibrary.load();
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
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(
                RocksDB.DEFAULT_COLUMN_FAMILY, options(resources, cache, bloom, FILES_TO_COMPACT, BLOCK_BYTES)));
        for (Family family : Family.values()) {
            boolean listed = family == Family.LATEST;
            ColumnFamilyOptions familyOptions = options(
                    resources,
                    cache,
                    bloom,
                    listed ? LISTED_FILES_TO_COMPACT : FILES_TO_COMPACT,
                    listed ? LISTED_BLOCK_BYTES : BLOCK_BYTES);
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
            return new RocksDatabase(db, handles, resources);
        } catch (RocksDBException e) {
            closeAll(resources);
            boolean missing = String.valueOf(e.getMessage()).contains("No such file");
            throw new StorageFault(
                    "cannot open the database in " + directory, e, missing || StorageFault.isDamage(e.getStatus()));
        }
    }

    private static ColumnFamilyOptions options(
            Deque<AutoCloseable> resources, Cache cache, BloomFilter bloom, int filesToCompact, int blockBytes) {
        return keep(resources, new ColumnFamilyOptions())
                .setWriteBufferSize(FAMILY_BUFFER_BYTES)
                .setMaxWriteBufferNumber(2)
                .setLevel0FileNumCompactionTrigger(filesToCompact)
                .setDisableAutoCompactions(true)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockSize(blockBytes)
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom));
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

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("no family " + family);
        }
        return handle;
    }

    /** Of all families. */
    List<ColumnFamilyHandle> families() {
        return new ArrayList<>(handles.values());
    }

    long fileBytes() throws RocksDBException {
        return db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
    }

    /** In buffers that a flush will write. */
    long bufferedBytes() throws RocksDBException {
        return db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
    }

    static boolean isNoSpace(@Nullable Status status) {
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    @Override
    public void close() {
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
}
