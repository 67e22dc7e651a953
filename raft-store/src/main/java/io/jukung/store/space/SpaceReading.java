package io.jukung.store.space;

import java.util.List;

/**
 * What a member found in one look at its space.
 *
 * @param disks the file systems that its data directory is on; empty if they cannot be asked
 * @param unflushedBytes written, but in memory still: a flush will take about as much of the disk
 * @param dataBytes size of the data, which the quota is about
 */
public record SpaceReading(List<DiskSpace> disks, long unflushedBytes, long dataBytes) {

    public SpaceReading {
        disks = List.copyOf(disks);
    }

    /** Of the file system that has the least; without limit if none can be asked. */
    long freeBytes() {
        return disks.stream().mapToLong(DiskSpace::freeBytes).min().orElse(Long.MAX_VALUE);
    }

    /** Whether what is in memory fits on the disk. */
    boolean canFlush() {
        return freeBytes() > unflushedBytes;
    }
}
