package io.jukung.store.storage;

/** Changes that will be written together. Used by one thread; closed after it was written or given up. */
public interface StoreBatch extends AutoCloseable {

    /** Sets a key; a later change of the same key in this batch wins. */
    void put(Family family, byte[] key, byte[] value);

    /** Removes a key, which need not exist. */
    void delete(Family family, byte[] key);

    @Override
    void close();
}
