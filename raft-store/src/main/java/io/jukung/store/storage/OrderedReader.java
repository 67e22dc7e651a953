package io.jukung.store.storage;

import org.jspecify.annotations.Nullable;

/** Reading families of byte strings, ordered bytewise (unsigned). Safe from any thread. */
public interface OrderedReader {

    /** The value of a key, or null. */
    byte @Nullable [] get(Family family, byte[] key);

    /**
     * Opens a cursor over {@code [from, to)}.
     *
     * @param from inclusive; null: from the start
     * @param to exclusive; null: to the end
     */
    Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction);
}
