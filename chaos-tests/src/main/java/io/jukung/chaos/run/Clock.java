package io.jukung.chaos.run;

/** The run's one clock: monotonic nanoseconds since its begin. */
@FunctionalInterface
public interface Clock {
    long nanos();
}
