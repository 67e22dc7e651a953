package io.jukung.benchmarks.load;

import io.jukung.benchmarks.cluster.MemoryPeak;
import io.jukung.benchmarks.cluster.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a store does in a stretch of time: throughput in operations a second; latencies in microseconds; CPU of all processes
 * of all members in microseconds an operation, and how much of it the JVM's compilers took; resident memory of all members
 * in MiB and its highest rise in that time; the longest time without an answer in milliseconds;
 * what watchers got beside, in events a second.
 */
public final class Measurement {

    private Measurement() {}

    /** Something that takes time. */
    @FunctionalInterface
    public interface Step {
        /** Returns when it is done. */
        void run() throws IOException, InterruptedException;
    }

    /** Measures a turn for a time, once it has gone on for another. */
    public static Outcome of(Turn turn, Target target, Duration warmUp, Duration duration)
            throws IOException, InterruptedException {
        Thread.sleep(warmUp);
        return during(turn.meter(), target, () -> Thread.sleep(duration));
    }

    /** Measures what a meter is told while something runs. */
    public static Outcome during(Meter meter, Target target, Step step) throws IOException, InterruptedException {
        try (var memory = new MemoryPeak(target.pids())) {
            var before = Usage.of(target.pids());
            meter.restart();
            long start = System.nanoTime();
            step.run();
            long end = System.nanoTime();
            var counts = meter.counts();
            var figures = figures(counts, end - start, end);
            usage(figures, Usage.of(target.pids()).since(before), counts.operations(), memory.extraBytes());
            return new Outcome(figures, counts.failure());
        }
    }

    private static Map<String, Double> figures(Counts counts, long nanos, long end) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("seconds", nanos / 1e9);
        figures.put("operations", (double) counts.operations());
        figures.put("throughput", counts.operations() * (double) TimeUnit.SECONDS.toNanos(1) / nanos);
        figures.put("longest_gap_ms", counts.longestGapNanos(end) / 1e6);
        if (counts.watched() > 0) {
            figures.put("watch_events", counts.watched() * (double) TimeUnit.SECONDS.toNanos(1) / nanos);
        }
        var latencies = counts.latencies();
        if (latencies.count() > 0) {
            figures.put("p50_us", latencies.quantileNanos(0.5) / 1e3);
            figures.put("p99_us", latencies.quantileNanos(0.99) / 1e3);
            figures.put("p999_us", latencies.quantileNanos(0.999) / 1e3);
        }
        return figures;
    }

    private static void usage(Map<String, Double> figures, Usage used, long operations, long extraBytes) {
        figures.put("cpu_us", used.cpuNanos() / 1e3 / Math.max(1, operations));
        figures.put("cpu_compiler_us", used.compilerNanos() / 1e3 / Math.max(1, operations));
        figures.put("rss_mib", Usage.mib(used.residentBytes()));
        figures.put("rss_peak_extra_mib", Usage.mib(extraBytes));
    }
}
