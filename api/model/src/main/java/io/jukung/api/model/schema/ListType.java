package io.jukung.api.model.schema;

import java.util.List;

/**
 * A list.
 *
 * @param keys fields that identify an item; of {@link Semantics#MAP} only
 */
public record ListType(Type items, Semantics semantics, List<String> keys) implements Type {

    /** How two writers' lists are merged. */
    public enum Semantics {
        /** As one value. */
        ATOMIC,
        /** Item by item; items are scalars and stand once. */
        SET,
        /** Item by item, identified by the keys. */
        MAP
    }

    public ListType {
        keys = List.copyOf(keys);
    }

    public static ListType atomic(Type items) {
        return new ListType(items, Semantics.ATOMIC, List.of());
    }
}
