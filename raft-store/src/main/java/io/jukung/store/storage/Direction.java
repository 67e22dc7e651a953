package io.jukung.store.storage;

/** Which way a {@link Cursor} moves. */
public enum Direction {
    FORWARD,
    REVERSE
}
