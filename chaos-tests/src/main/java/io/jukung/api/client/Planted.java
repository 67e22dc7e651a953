package io.jukung.api.client;

import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.ControlPlaneBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    /** Nanoseconds that leadership may be used. */
    static long longEnough(long usable) {
        return Long.MAX_VALUE / 4;
    }

    static boolean seen() {
        return true;
    }
}
