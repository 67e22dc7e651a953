package io.jukung.store.server;

import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.WatchBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    static void goOn() {}
}
