package io.jukung.api.server.storage;

/**
 * A key as the store holds it.
 *
 * @param createRevision revision that created it
 * @param modRevision revision of its last change
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared or changed
public record StoredValue(String key, byte[] value, long createRevision, long modRevision) {}
