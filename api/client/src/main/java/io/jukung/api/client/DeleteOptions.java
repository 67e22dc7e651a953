package io.jukung.api.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is deleted.
 *
 * @param propagation what becomes of dependents; empty for the kind's default
 * @param gracePeriodSeconds 0 for at once; empty for the object's own
 * @param uid precondition; "" for none
 * @param resourceVersion precondition; "" for none
 */
public record DeleteOptions(
        Optional<Propagation> propagation,
        OptionalLong gracePeriodSeconds,
        String uid,
        String resourceVersion,
        WriteOptions write) {

    public static final DeleteOptions DEFAULT =
            new DeleteOptions(Optional.empty(), OptionalLong.empty(), "", "", WriteOptions.DEFAULT);

    /** Kubernetes' propagation policies, by their names on the wire. */
    public enum Propagation {
        BACKGROUND("Background"),
        FOREGROUND("Foreground"),
        ORPHAN("Orphan");

        private final String wireName;

        Propagation(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
