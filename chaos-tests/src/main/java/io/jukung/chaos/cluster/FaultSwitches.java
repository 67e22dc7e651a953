package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * What one member's process is told about its clock and disk, at once and across its lives. All is right at first.
 *
 * <p>The layout of the file is that of {@code struct switches} in {@code libchaos.c}.
 */
public final class FaultSwitches {

    private static final int CLOCK_OFFSET = 0;
    private static final int CLOCK_DRIFT = 8;
    private static final int DRIFT_SINCE = 16;
    private static final int WRITE_ERRNO = 24;
    private static final int WRITE_PPM = 28;
    private static final int FSYNC_ERRNO = 32;
    private static final int FSYNC_PPM = 36;
    private static final int FSYNC_DELAY = 40;
    private static final int FSYNC_LIES = 44;
    private static final int HITS = 48;
    private static final int BYTES = 64;

    private static final int EIO = 5;

    private final Path file;
    private final MappedByteBuffer memory;

    private FaultSwitches(Path file, MappedByteBuffer memory) {
        this.file = file;
        this.memory = memory;
    }

    /** Switches in a new file. */
    public static FaultSwitches in(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, new byte[BYTES]);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var memory = channel.map(MapMode.READ_WRITE, 0, BYTES);
            memory.order(ByteOrder.nativeOrder());
            return new FaultSwitches(file, memory);
        }
    }

    /**
     * What a process is started with to obey them.
     *
     * @param directory whose files are the disk
     * @throws IOException the library cannot be had here
     */
    public Map<String, String> environment(Path directory) throws IOException {
        var library = FaultLibrary.library()
                .orElseThrow(() -> new IOException(FaultLibrary.missing().orElse("")));
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "CHAOS_SWITCHES", file.toAbsolutePath().toString(),
                "CHAOS_DIRECTORY", directory.toAbsolutePath().toString());
    }

    /** The wall clock is so far ahead (negative: behind), and from now on gains {@code driftPpm} of a million. */
    public void clock(long offsetMillis, int driftPpm) {
        memory.putLong(CLOCK_DRIFT, 0);
        memory.putLong(CLOCK_OFFSET, offsetMillis * 1_000_000);
        memory.putLong(DRIFT_SINCE, System.nanoTime());
        memory.putLong(CLOCK_DRIFT, driftPpm);
    }

    /** So many of a million writes fail with EIO. */
    public void writeErrors(int ppm) {
        memory.putInt(WRITE_PPM, ppm);
        memory.putInt(WRITE_ERRNO, EIO);
    }

    /** So many of a million fsyncs fail with EIO. */
    public void syncErrors(int ppm) {
        memory.putInt(FSYNC_PPM, ppm);
        memory.putInt(FSYNC_ERRNO, EIO);
    }

    /** Each fsync takes so much longer. */
    public void syncDelay(int millis) {
        memory.putInt(FSYNC_DELAY, millis);
    }

    /** Each fsync says it was done and does nothing. */
    public void lyingSync() {
        memory.putInt(FSYNC_LIES, 1);
    }

    /** The disk does as it says. */
    public void rightDisk() {
        for (int field : new int[] {WRITE_ERRNO, WRITE_PPM, FSYNC_ERRNO, FSYNC_PPM, FSYNC_DELAY, FSYNC_LIES}) {
            memory.putInt(field, 0);
        }
    }

    /** How many calls were lied to about the disk so far. */
    public long hits() {
        return memory.getLong(HITS);
    }
}
