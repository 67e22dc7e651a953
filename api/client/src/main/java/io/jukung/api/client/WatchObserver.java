package io.jukung.api.client;

/** Receives a watch, one call at a time. */
public interface WatchObserver {

    void onEvent(ObjectEvent event);

    /** The watch is over, by the server's will or a broken connection: list again and watch on. */
    void onEnd(ApiException cause);
}
