package io.jukung.store.storage;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets RocksDB compact only where there is space for it: one that fills the disk leaves none for the next flush. */
final class RocksCompactions {

    private static final Logger LOG = LoggerFactory.getLogger(RocksCompactions.class);

    /** Of input, and so of space until it is deleted: a file of 64 MiB with what it overlaps ten times as large below. */
    private static final long LARGEST_COMPACTION_BYTES = 768L << 20;

    private final RocksDatabase files;
    /** Off until it is known that there is space. */
    private volatile boolean compacting;

    /** @param files opened with its compactions turned off */
    RocksCompactions(RocksDatabase files) {
        this.files = files;
    }

    /** So many bytes of the disk are free: compactions go on, or wait. */
    synchronized void freeSpace(long bytes) {
        try {
            long fileBytes = files.fileBytes();
            boolean enough = bytes - files.bufferedBytes() > Math.min(fileBytes, LARGEST_COMPACTION_BYTES);
            if (enough == compacting) {
                return;
            }
            if (enough) {
                files.db().enableAutoCompaction(files.families());
            } else {
                stopCompactions();
                LOG.warn(
                        "{} bytes are free: too few for RocksDB to compact {} bytes of files, it waits",
                        bytes,
                        fileBytes);
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
        for (ColumnFamilyHandle handle : files.families()) {
            try {
                files.db().setOptions(handle, off);
            } catch (RocksDBException e) {
                // The option holds all the same; nobody reads the file it is also written to, for which there may be no
                // space, just when this is needed.
                if (!String.valueOf(e.getMessage()).startsWith("Unable to persist options")) {
                    throw e;
                }
            }
        }
    }

    /** Gives back what was deleted; false if there is no space to do it with. */
    boolean reclaim() {
        if (!compacting) {
            return false;
        }
        try (CompactRangeOptions options = new CompactRangeOptions().setExclusiveManualCompaction(false)) {
            for (ColumnFamilyHandle handle : files.families()) {
                files.db().compactRange(handle, null, null, options);
            }
            return true;
        } catch (RocksDBException e) {
            if (RocksDatabase.isNoSpace(e.getStatus())) {
                return false;
            }
            throw new StorageFault("cannot compact the database", e);
        }
    }
}
