package io.jukung.api.server.storage;

/** One change of a transaction. */
public sealed interface Mutation {

    /**
     * Writes the key.
     *
     * @param lease 0 for none
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared or changed
    record Put(String key, byte[] value, long lease) implements Mutation {}

    record Delete(String key) implements Mutation {}
}
