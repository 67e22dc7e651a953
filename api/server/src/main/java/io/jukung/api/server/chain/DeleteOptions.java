package io.jukung.api.server.chain;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is deleted.
 *
 * @param propagation what becomes of dependents; empty: what the object's finalizers say
 * @param uid precondition; "" for none
 * @param resourceVersion precondition; "" for none
 */
public record DeleteOptions(
        Optional<Propagation> propagation,
        OptionalLong gracePeriodSeconds,
        String uid,
        String resourceVersion,
        WriteOptions write) {

    /** Kubernetes' propagation policies. */
    public enum Propagation {
        BACKGROUND,
        FOREGROUND,
        ORPHAN
    }
}
