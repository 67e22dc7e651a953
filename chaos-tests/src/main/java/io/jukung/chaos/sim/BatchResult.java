package io.jukung.chaos.sim;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Many seeds' runs.
 *
 * @param failures of those that failed
 * @param missing situations that should have come up and never did
 */
public record BatchResult(
        long firstSeed,
        long seeds,
        long events,
        Duration elapsed,
        Duration virtualTime,
        Situations situations,
        Set<Situation> missing,
        List<SeedResult> failures) {

    public BatchResult {
        missing = Set.copyOf(missing);
        failures = List.copyOf(failures);
    }

    /** Whether every seed held, and the batch as a whole met what it had to. */
    public boolean passed() {
        return failures.isEmpty() && missing.isEmpty();
    }

    public double seedsPerMinute() {
        return seeds * 60e9 / Math.max(1, elapsed.toNanos());
    }
}
