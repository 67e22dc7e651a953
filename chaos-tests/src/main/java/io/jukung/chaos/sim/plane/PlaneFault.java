package io.jukung.chaos.sim.plane;

/** What can go wrong in a run. */
public enum PlaneFault {
    /** Calls fail before they do anything. */
    CALLS_REFUSED,
    /** Calls do what they should, and fail. */
    ANSWERS_LOST,
    /** Watches fall far behind. */
    SLOW_WATCHES,
    /** Watches break. */
    BROKEN_WATCHES,
    /** The store's history is compacted, and servers lose their connection to it. */
    COMPACTION,
    /** An API server starts anew. */
    SERVER_RESTARTS,
    /** The controllers start anew. */
    CONTROLLERS_RESTART,
    /** The scheduler starts anew. */
    SCHEDULER_RESTARTS,
    /** For a while there are two schedulers, as where one that was deposed does not know yet. */
    SCHEDULERS_OVERLAP,
    /** A node's daemon starts anew; its containers go on. */
    DAEMON_RESTARTS,
    /** A container ends by itself. */
    CONTAINER_DIES,
    /** A node is gone for good, with all that ran there. */
    NODE_LOST,
    /** Somebody deletes a Service, and makes it anew. */
    SERVICE_REPLACED,
    /** Somebody deletes a pod. */
    POD_DELETED,
    /** The deployment is scaled. */
    SCALED,
    /** The deployment gets another template. */
    ROLLED_OUT
}
