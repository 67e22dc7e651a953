package io.jukung.store.space;

import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.RaftBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    static boolean always(boolean has) {
        return true;
    }
}
