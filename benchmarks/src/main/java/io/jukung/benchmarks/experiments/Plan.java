package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Workload;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds turns of each store at each workload
 * @param turn how long is measured in one
 * @param warmUp how long the load goes on before that
 * @param prepare how long each store is under load before anything is measured
 * @param operations measured with each number of {@code clients}
 * @param keys size of the key space, except where it grows
 * @param valueSize bytes, except where it grows
 * @param watchers of one range
 * @param leaseTtlSeconds of leases that expire all at once: long enough to grant them and to measure a turn
 * @param revisions compacted at once
 * @param keyCounts sizes of a key space that grows, ascending
 * @param settle how long nothing is asked of a store before its memory is looked at
 * @param restarts of all members, at each of the {@code keyCounts}
 * @param failovers leaders killed
 */
public record Plan(
        int rounds,
        Duration turn,
        Duration warmUp,
        Duration prepare,
        List<Workload> operations,
        List<Integer> clients,
        int keys,
        int valueSize,
        List<Integer> valueSizes,
        List<Integer> watchers,
        int watchersPerStream,
        int leases,
        int leaseTtlSeconds,
        int revisions,
        List<Integer> keyCounts,
        Duration settle,
        int restarts,
        int failovers) {

    private static final List<Workload> OPERATIONS = List.of(Workload.PUT, Workload.GET, Workload.SERIALIZABLE_GET);

    /** About an hour on two cores. */
    public static Plan full() {
        return new Plan(
                5,
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                OPERATIONS,
                List.of(1, 16, 64, 256),
                100_000,
                256,
                List.of(256, 1024, 4096, 16_384),
                List.of(10, 100, 1000),
                50,
                10_000,
                30,
                1_000_000,
                List.of(100_000, 1_000_000),
                Duration.ofSeconds(10),
                3,
                20);
    }

    /** About ten minutes on two cores. */
    public static Plan quick() {
        return new Plan(
                3,
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                Duration.ofSeconds(8),
                OPERATIONS,
                List.of(1, 16, 64, 256),
                100_000,
                256,
                List.of(256, 4096),
                List.of(10, 100, 1000),
                50,
                10_000,
                12,
                200_000,
                List.of(100_000, 1_000_000),
                Duration.ofSeconds(5),
                1,
                3);
    }

    /** Everything once, small: shows that it works, its figures say nothing. */
    public static Plan tiny() {
        return new Plan(
                1,
                Duration.ofMillis(200),
                Duration.ofMillis(50),
                Duration.ofMillis(400),
                OPERATIONS,
                List.of(1, 16),
                1000,
                256,
                List.of(256, 1024),
                List.of(10),
                5,
                100,
                3,
                1000,
                List.of(1000, 2000),
                Duration.ofMillis(100),
                1,
                1);
    }
}
