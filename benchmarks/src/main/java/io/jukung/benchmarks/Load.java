package io.jukung.benchmarks;

import java.time.Duration;

/**
 * A measurement.
 *
 * @param clients each has one request on its way at any time
 * @param keys size of the key space, keys of 8 bytes
 * @param valueSize bytes
 * @param watchersPerStream of a fan-out, where clients are watchers
 * @param warmUp requests in it are not counted
 */
record Load(
        Workload workload,
        int clients,
        int keys,
        int valueSize,
        int watchersPerStream,
        Duration warmUp,
        Duration duration) {}
