package io.jukung.chaos.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Runs seed after seed on the caller's thread. */
public final class SimulationBatch {

    /** Fewer cannot be expected to meet every situation. */
    private static final long MEANINGFUL_SEEDS = 400;

    private SimulationBatch() {}

    /**
     * Runs a number of seeds.
     *
     * @param progress told of each seed's result
     */
    public static BatchResult run(long firstSeed, long count, SimOptions options, Consumer<SeedResult> progress) {
        return run(firstSeed, count, Long.MAX_VALUE, options, progress);
    }

    /** Runs seeds for so long. */
    public static BatchResult run(long firstSeed, Duration time, SimOptions options, Consumer<SeedResult> progress) {
        return run(firstSeed, Long.MAX_VALUE, time.toNanos(), options, progress);
    }

    private static BatchResult run(
            long firstSeed, long count, long nanos, SimOptions options, Consumer<SeedResult> progress) {
        SimLogging.quiet();
        long begun = System.nanoTime();
        var simulation = new Simulation(options);
        var situations = new Situations();
        List<SeedResult> failures = new ArrayList<>();
        long events = 0;
        long virtual = 0;
        long seeds = 0;
        while (seeds < count && System.nanoTime() - begun < nanos && failures.size() < options.maxFailures()) {
            var result = simulation.run(firstSeed + seeds);
            seeds++;
            events += result.events();
            virtual += result.virtualNanos();
            situations.add(result.situations());
            if (result.failure().isPresent()) {
                failures.add(result);
            }
            progress.accept(result);
        }
        return new BatchResult(
                firstSeed,
                seeds,
                events,
                Duration.ofNanos(System.nanoTime() - begun),
                Duration.ofNanos(virtual),
                situations,
                seeds < MEANINGFUL_SEEDS || !failures.isEmpty() ? Set.of() : missing(options.scenario(), situations),
                failures);
    }

    private static Set<Situation> missing(Scenario scenario, Situations situations) {
        var missing = EnumSet.noneOf(Situation.class);
        for (var situation : scenario.required()) {
            if (situations.count(situation) == 0) {
                missing.add(situation);
            }
        }
        return missing;
    }
}
