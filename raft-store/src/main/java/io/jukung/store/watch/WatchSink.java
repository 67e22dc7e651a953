package io.jukung.store.watch;

import io.jukung.proto.etcd.WatchResponse;

/** Where a stream's responses go: the client's connection. Called on the hub's loop only; must not block. */
public interface WatchSink {

    /**
     * Whether a response would leave soon. While it is not, only answers to the client's own requests are sent; when it
     * becomes so, {@link WatchStream#onReady} is called.
     */
    boolean isReady();

    /** Sends a response, in the order of the calls. */
    void send(WatchResponse response);

    /** Sends a response with events, in the same order. */
    default void send(EventsResponse response) {
        send(response.message());
    }
}
