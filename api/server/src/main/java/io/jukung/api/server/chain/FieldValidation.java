package io.jukung.api.server.chain;

/** What becomes of unknown and duplicate fields. */
public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
}
