package io.jukung.chaos.nemesis;

import java.util.Set;

/** A nemesis of ours, for one kind of fault. */
interface Fault extends Nemesis {

    /** In which order faults are taken back: what a later one needs is done by the earlier. */
    enum Layer {
        NETWORK,
        RESOURCES,
        DISK,
        PROCESS,
        DATA
    }

    Layer layer();

    @Override
    FaultCycle during();

    /** Whether an operation makes a member lose what it had on disk. */
    default boolean damages(String f) {
        return false;
    }

    /** Who has lost data and not got it back. */
    default Set<String> damaged() {
        return Set.of();
    }

    @Override
    default void close() {}
}
