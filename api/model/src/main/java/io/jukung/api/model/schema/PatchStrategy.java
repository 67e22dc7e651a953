package io.jukung.api.model.schema;

/** How a strategic merge patch changes a field. */
public enum PatchStrategy {
    /** Lists are merged item by item. */
    MERGE,
    /** The patch may name the only fields that stay. */
    RETAIN_KEYS,
    /** The field is replaced as a whole. */
    REPLACE
}
