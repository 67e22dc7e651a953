package io.jukung.controllers.scheduler.framework;

/** What can happen in the cluster that lets a refused pod fit after all. */
public enum ClusterEvent {
    NODE_ADDED,
    /** A node has more to give: allocatable resources or pods grew. */
    NODE_ALLOCATABLE,
    NODE_LABELS,
    /** Taints, or the cordon. */
    NODE_TAINTS,
    /** A pod came to a node, or one there changed its labels. */
    ASSIGNED_POD_ADDED,
    /** A pod left its node: deleted, finished, or its binding failed. */
    ASSIGNED_POD_GONE
}
