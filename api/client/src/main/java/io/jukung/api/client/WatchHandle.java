package io.jukung.api.client;

/** A running watch. */
public interface WatchHandle extends AutoCloseable {

    /** Ends the watch; no event is delivered after this returns. Idempotent. */
    @Override
    void close();
}
