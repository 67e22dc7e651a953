package io.jukung.chaos.sim.plane;

/** Deliberate mistakes around the control plane's cores, which the invariants must find. */
public enum PlaneFlaw {
    NONE,
    /** A controller acts again before it has seen what it wrote. */
    NO_BARRIERS,
    /** The API binds a pod that is bound already. */
    BINDS_WHATEVER,
    /** A controller writes its status though it has not changed. */
    WRITES_WITHOUT_NEED,
    /** A server's cache does not look at an event now and then. */
    CACHE_MISSES_EVENTS,
    /** A list does not wait until the cache has what the store had. */
    LISTS_ARE_STALE,
    /** The loop of Services does not look at a pod that changed, now and then. */
    SERVICES_MISS_PODS
}
