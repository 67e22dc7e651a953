package io.jukung.store;

/**
 * How much is kept.
 *
 * @param quotaBackendBytes size of the data above which writes are refused; 0 means no limit
 * @param diskReserveBytes of the data directory's file system: writes that grow the store are refused while less than
 *     this, and than half of the file system, is free; 0 lets it fill
 * @param compactionMode what retention counts
 * @param compactionRetention revisions, or seconds of history in periodic mode; 0 turns automatic compaction off
 */
public record Space(
        long quotaBackendBytes, long diskReserveBytes, CompactionMode compactionMode, long compactionRetention)
        implements StoreConfig.Part {

    /**
     * What goes on without new data needs the most of it in RocksDB's largest compactions of a few hundred MiB, written
     * before what they replace is deleted, then a flush of 48 MiB and log files of 16 MiB.
     */
    private static final long DEFAULT_DISK_RESERVE_BYTES = 1L << 30;

    /** What {@code auto-compaction-retention} counts. */
    public enum CompactionMode {
        PERIODIC,
        REVISION
    }

    /** No quota, a reserve of 1 GiB, all history. */
    public static final Space DEFAULT = new Space(0, DEFAULT_DISK_RESERVE_BYTES, CompactionMode.PERIODIC, 0);

    public Space {
        StoreConfig.require(quotaBackendBytes >= 0, "quota-backend-bytes: must not be negative");
        StoreConfig.require(diskReserveBytes >= 0, "disk-reserve-bytes: must not be negative");
        StoreConfig.require(compactionRetention >= 0, "auto-compaction-retention: must not be negative");
    }

    /** The rest stays as it is. */
    Space with(long quota, CompactionMode mode, long retention) {
        return new Space(quota, diskReserveBytes, mode, retention);
    }
}
