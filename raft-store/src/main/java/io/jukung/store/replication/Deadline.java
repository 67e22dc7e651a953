package io.jukung.store.replication;

import java.time.Duration;

/** A point in monotonic time. */
public record Deadline(long nanos) {

    public static Deadline in(Duration time, long now) {
        return new Deadline(now + time.toNanos());
    }

    public boolean passed(long now) {
        return nanos - now <= 0;
    }

    /** At least a millisecond, so that it can be given to a call. */
    public Duration left(long now) {
        return Duration.ofNanos(Math.max(1_000_000, nanos - now));
    }
}
