package io.jukung.api.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off between two bounds.
 *
 * @param first the pause after the first failure
 * @param max no pause is longer
 */
public record Backoff(Duration first, Duration max) {

    public Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off: 0 < first <= max is needed, not " + first + ", " + max);
        }
    }

    /**
     * The pause after so many failures in a row, doubling from {@code first}.
     *
     * @param failures from 1
     */
    public Duration pause(int failures) {
        int doublings = Math.clamp(failures - 1L, 0, 40);
        long nanos = first.toNanos();
        return nanos > max.toNanos() >> doublings ? max : Duration.ofNanos(nanos << doublings);
    }

    /** As {@link #pause}, by chance between half of it and all, so that many clients do not come back at once. */
    public Duration jittered(int failures, RandomGenerator random) {
        long nanos = pause(failures).toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }
}
