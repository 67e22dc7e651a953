package io.jukung.api.client;

/** A running candidature for an election; closing it gives leadership up. */
public interface Campaign extends AutoCloseable {

    /** Asks to keep what this campaign has; answered by one standing. Never blocks. */
    void renew();

    /** Idempotent. */
    @Override
    void close();
}
