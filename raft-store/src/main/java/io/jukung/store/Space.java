package io.jukung.store;

/**
 * How much is kept.
 *
 * @param quotaBackendBytes size of the data above which writes are refused; 0 means no limit
 * @param compactionMode what retention counts
 * @param compactionRetention revisions, or seconds of history in periodic mode; 0 turns automatic compaction off
 */
public record Space(long quotaBackendBytes, CompactionMode compactionMode, long compactionRetention) {

    /** What {@code auto-compaction-retention} counts. */
    public enum CompactionMode {
        PERIODIC,
        REVISION
    }

    /** No quota, all history. */
    public static final Space DEFAULT = new Space(0, CompactionMode.PERIODIC, 0);

    public Space {
        StoreConfig.require(quotaBackendBytes >= 0, "quota-backend-bytes: must not be negative");
        StoreConfig.require(compactionRetention >= 0, "auto-compaction-retention: must not be negative");
    }
}
