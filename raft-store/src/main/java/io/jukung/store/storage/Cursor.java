package io.jukung.store.storage;

/**
 * A position in one family, moving in one direction between two bounds, on the state at the moment it was opened. Used
 * by one thread at a time. Starts on the first entry of its direction.
 */
public interface Cursor extends AutoCloseable {

    /** Whether there is an entry here; false once the bounds are passed. */
    boolean isValid();

    /** The entry's key. Only where {@link #isValid()}. */
    byte[] key();

    /** The entry's value. Only where {@link #isValid()}. */
    byte[] value();

    /** Moves to the next entry of the direction. Only where {@link #isValid()}. */
    void next();

    /** Moves to the first entry at or after {@code key}, seen in the direction; stays within the bounds. */
    void seek(byte[] key);

    @Override
    void close();
}
