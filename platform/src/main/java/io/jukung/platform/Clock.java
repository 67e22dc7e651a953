package io.jukung.platform;

import java.time.Instant;

/**
 * Where a shell reads the time. Cores never hold one: they take {@code now} as an argument.
 *
 * <p>Two implementations: {@link #system()} and the simulated one of the tests.
 */
public interface Clock {

    /** Wall-clock time, for what people and the API see (timestamps). May jump. */
    Instant now();

    /** Monotonic nanoseconds from an arbitrary origin, for measuring and time-outs. Never goes back. */
    long nanoTime();

    /** The machine's clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }

    /** The machine's clocks, without state. */
    enum SystemClock implements Clock {
        INSTANCE;

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
