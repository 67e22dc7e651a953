package io.jukung.api.model.schema;

/**
 * An object with arbitrary names, such as labels.
 *
 * @param atomic whether writers own it as one value
 */
public record MapType(Type values, boolean atomic) implements Type {}
