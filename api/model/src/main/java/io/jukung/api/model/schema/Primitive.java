package io.jukung.api.model.schema;

/** Types without fields of their own, as JSON carries them. */
public enum Primitive implements Type {
    STRING("string"),
    BOOLEAN("bool"),
    /** Bytes; base64 in JSON. */
    BYTES("bytes"),
    INT32("int32"),
    INT64("int64"),
    DOUBLE("double"),
    /** RFC 3339 with whole seconds. */
    TIME("time"),
    /** RFC 3339 with six digits of a second. */
    MICRO_TIME("micro-time"),
    /** A Go duration such as {@code 1m30s}. */
    DURATION("duration"),
    QUANTITY("quantity"),
    INT_OR_STRING("int-or-string"),
    /** Any object. */
    RAW_EXTENSION("raw-extension"),
    /** Any JSON value. */
    JSON("json"),
    /** A field set of managed fields. */
    FIELDS("fields"),
    /** A list of strings that is a message of its own in protobuf. */
    STRING_LIST("string-list"),
    /** A JSON schema or a list of them. */
    SCHEMA_OR_LIST("schema-or-list"),
    /** A JSON schema or a boolean. */
    SCHEMA_OR_BOOLEAN("schema-or-bool"),
    /** A JSON schema or a list of strings. */
    SCHEMA_OR_STRINGS("schema-or-strings");

    private final String word;

    Primitive(String word) {
        this.word = word;
    }

    /** The type's name in the generated resource. */
    String word() {
        return word;
    }
}
