package io.jukung.store.space;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * When there is too little space for writes that make the store grow, and when there is enough again: two different
 * levels, so that the alarm does not flap.
 *
 * @param diskReserveBytes kept free on each file system for what must go on when writes are refused: log files that are
 *     allocated ahead, flushes, RocksDB's compactions, deletes, the end of leases, snapshots. At most half of a small
 *     file system is kept: a compaction may need as much again as there is data. 0: the disk is not watched
 * @param quotaBytes of data; 0 for no limit
 * @param maxRequestBytes of one write: levels are farther apart than a few of them
 */
public record SpaceRules(long diskReserveBytes, long quotaBytes, int maxRequestBytes) {

    /** A write takes its size twice before the next look: in the log, and in the state. */
    private static final int COPIES = 2;

    /** The reserve on a file system. */
    public long reserve(DiskSpace disk) {
        return Math.min(diskReserveBytes, disk.totalBytes() / 2);
    }

    /** What writes may take of a disk before its reserve begins; negative when it has. */
    private long room(DiskSpace disk, SpaceReading reading) {
        return disk.freeBytes() - reading.unflushedBytes() - reserve(disk);
    }

    private long diskMargin(DiskSpace disk) {
        long reserve = reserve(disk);
        return Math.min(reserve, Math.max(reserve / 4, 4L * maxRequestBytes));
    }

    private long quotaMargin() {
        return Math.min(quotaBytes / 2, Math.max(quotaBytes / 10, 2L * maxRequestBytes));
    }

    private boolean disksHave(SpaceReading reading, long bytes) {
        return diskReserveBytes == 0 || reading.disks().stream().allMatch(disk -> room(disk, reading) >= bytes);
    }

    private boolean quotaHas(SpaceReading reading, long bytes) {
        return quotaBytes == 0 || quotaBytes - reading.dataBytes() >= bytes;
    }

    /** Whether so much more can be written after a look. */
    boolean admit(SpaceReading reading, long bytes) {
        return disksHave(reading, COPIES * bytes) && quotaHas(reading, bytes);
    }

    /** Whether there is so little that the alarm must be on. */
    boolean isShort(SpaceReading reading) {
        return !admit(reading, 0);
    }

    /** Whether there is so much that an alarm may end. */
    boolean isAmple(SpaceReading reading) {
        return (diskReserveBytes == 0
                        || reading.disks().stream().allMatch(disk -> room(disk, reading) >= diskMargin(disk)))
                && quotaHas(reading, quotaMargin());
    }

    /** What to do about the alarm in the member's name, after a look. */
    SpaceStep next(SpaceReading reading, AlarmState alarm) {
        return switch (alarm) {
            case OFF -> isShort(reading) ? SpaceStep.RAISE : SpaceStep.KEEP;
            case OWN -> isAmple(reading) ? SpaceStep.DISARM : SpaceStep.KEEP;
            case OPERATORS -> SpaceStep.KEEP;
        };
    }

    /** What is scarce, how scarce, and the remedy, as a sentence; empty while there is enough for the alarm to end. */
    public Optional<String> shortage(SpaceReading reading) {
        if (isAmple(reading)) {
            return Optional.empty();
        }
        if (!quotaHas(reading, quotaMargin())) {
            return Optional.of("the data takes " + mebibytes(reading.dataBytes()) + " of quota-backend-bytes "
                    + mebibytes(quotaBytes) + "; delete keys and compact, or raise the quota; writes go on by"
                    + " themselves below " + mebibytes(quotaBytes - quotaMargin()));
        }
        return reading.disks().stream()
                .min(Comparator.comparingLong(disk -> room(disk, reading)))
                .map(disk -> "the file system " + disk.name() + " has " + mebibytes(disk.freeBytes()) + " of "
                        + mebibytes(disk.totalBytes()) + " free, " + mebibytes(reading.unflushedBytes())
                        + " of it for data in memory, and " + mebibytes(reserve(disk))
                        + " are kept in reserve; free space on it or make it larger; writes go on by themselves above "
                        + mebibytes(reserve(disk) + diskMargin(disk) + reading.unflushedBytes()));
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
