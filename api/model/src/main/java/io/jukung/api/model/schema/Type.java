package io.jukung.api.model.schema;

/** What a value may be. */
public sealed interface Type permits Primitive, ListType, MapType, ObjectSchema {}
