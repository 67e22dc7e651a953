package io.jukung.api.server.registry;

/** Where a resource's objects live. */
public enum Scope {
    NAMESPACED,
    CLUSTER
}
