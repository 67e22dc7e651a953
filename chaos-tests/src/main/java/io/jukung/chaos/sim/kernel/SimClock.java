package io.jukung.chaos.sim.kernel;

import io.jukung.platform.Clock;
import java.time.Instant;

/** A machine's clocks: the monotonic one is true, the wall clock jumps where somebody sets it. */
public final class SimClock implements Clock {

    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    private final Kernel kernel;
    private final long origin;
    private long wallOffset;

    /**
     * Clocks that show the same.
     *
     * @param origin of the monotonic clock, nanoseconds
     */
    public SimClock(Kernel kernel, long origin) {
        this.kernel = kernel;
        this.origin = origin;
    }

    @Override
    public Instant now() {
        return BEGIN.plusNanos(kernel.now() + wallOffset);
    }

    @Override
    public long nanoTime() {
        return origin + kernel.now();
    }

    /** Sets the wall clock, relative to what it shows. */
    public void jump(long nanos) {
        wallOffset += nanos;
    }

    /** What a program sees that takes the wall clock for a monotonic one. */
    public Clock wallAsMonotonic() {
        return new Clock() {
            @Override
            public Instant now() {
                return SimClock.this.now();
            }

            @Override
            public long nanoTime() {
                return SimClock.this.nanoTime() + wallOffset;
            }
        };
    }
}
