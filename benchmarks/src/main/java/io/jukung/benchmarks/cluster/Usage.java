package io.jukung.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What processes have used so far, from {@code /proc}.
 *
 * @param cpuNanos of all threads
 * @param compilerNanos of those, the JVM's just-in-time compilers': what wears off with time
 * @param residentBytes now
 */
public record Usage(long cpuNanos, long compilerNanos, long residentBytes) {

    /** Linux tells CPU time in hundredths of a second, whatever its own tick. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int UTIME_AFTER_NAME = 11;

    /**
     * Looks now.
     *
     * @throws IOException if a process is gone
     */
    public static Usage of(List<Long> pids) throws IOException {
        long cpu = 0;
        long compilers = 0;
        for (long pid : pids) {
            var process = Path.of("/proc", Long.toString(pid));
            cpu += ticks(process.resolve("stat"));
            try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
                for (var thread : threads) {
                    compilers += compilerTicks(thread);
                }
            }
        }
        return new Usage(cpu * TICK_NANOS, compilers * TICK_NANOS, residentBytes(pids));
    }

    /** Resident memory now. */
    public static long residentBytes(List<Long> pids) throws IOException {
        long resident = 0;
        for (long pid : pids) {
            resident += residentKib(Path.of("/proc", Long.toString(pid)));
        }
        return resident << 10;
    }

    /** What was used between two looks; the memory is the later one's. */
    public Usage since(Usage before) {
        return new Usage(cpuNanos - before.cpuNanos, compilerNanos - before.compilerNanos, residentBytes);
    }

    /** Bytes in MiB. */
    public static double mib(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static long compilerTicks(Path thread) {
        try {
            var name = Files.readString(thread.resolve("comm"));
            return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler") ? ticks(thread.resolve("stat")) : 0;
        } catch (IOException e) {
            return 0; // a thread that has ended
        }
    }

    /** User and system time: the name before them may hold anything, but ends with the last parenthesis. */
    private static long ticks(Path stat) throws IOException {
        var line = Files.readString(stat);
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[UTIME_AFTER_NAME + 1]);
    }

    private static long residentKib(Path process) throws IOException {
        for (var line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
