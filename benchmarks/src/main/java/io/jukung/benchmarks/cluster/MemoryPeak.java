package io.jukung.benchmarks.cluster;

import java.io.IOException;
import java.util.List;

/** How far the resident memory of processes rises above what it was at first. */
public final class MemoryPeak implements AutoCloseable {

    private static final long EVERY_MILLIS = 20;

    private final List<Long> pids;
    private final long start;
    private final Thread sampler;
    private volatile long peak;

    /** Begins to look, every 20 ms. */
    public MemoryPeak(List<Long> pids) throws IOException {
        this.pids = pids;
        start = Usage.residentBytes(pids);
        peak = start;
        sampler = Thread.ofPlatform().daemon().name("memory").start(this::sample);
    }

    private void sample() {
        try {
            while (true) {
                peak = Math.max(peak, Usage.residentBytes(pids));
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException | IOException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** The highest so far, less what it was at first. */
    public long extraBytes() {
        return peak - start;
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
