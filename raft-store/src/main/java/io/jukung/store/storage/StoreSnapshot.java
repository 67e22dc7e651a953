package io.jukung.store.storage;

/** The state between two writes, unchanged by later ones until it is closed. */
public interface StoreSnapshot extends OrderedReader, AutoCloseable {

    @Override
    void close();
}
