package io.jukung.store;

import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.StateBugs} and {@code WatchBugs}. */
@NullMarked
final class Planted {

    /** Members have so little of a log that lagging ones need a snapshot within seconds. */
    private static final long SMALL_SEGMENT_BYTES = 256 << 10;

    private Planted() {}

    static long smallSegment(long bytes) {
        return SMALL_SEGMENT_BYTES;
    }
}
