package io.jukung.chaos.sim.store;

/** Deliberate mistakes around the store's classes, which the invariants must find. */
public enum StoreFlaw {
    NONE,
    /** The applied index is not in the batch of the changes it belongs to. */
    APPLIES_TWICE_AFTER_RESTART,
    /** A fetched state has no leases. */
    SNAPSHOT_LACKS_LEASES,
    /** Leases are reckoned on the wall clock. */
    WALL_CLOCK_LEASES,
    /** Now and then an event is left out of a response to a watcher. */
    WATCH_DROPS_EVENT,
    /** Now and then a response to a watcher is cut in two within a revision. */
    WATCH_SPLITS_REVISION,
    /** Now and then a watcher is told of progress that it has not made. */
    PROGRESS_RUNS_AHEAD,
    /** Linearizable reads ask nobody. */
    READS_LOCALLY,
    /** A leader trusts itself: it asks nobody whether it still leads. */
    LEADS_UNPROVEN,
    /** Outcomes that are not known are proposed again. */
    RETRIES_UNKNOWN
}
