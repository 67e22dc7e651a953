package io.jukung.store.peer;

import java.util.concurrent.CompletableFuture;

/** Answers other members' requests. Called on an event loop: must not block. */
@FunctionalInterface
public interface PeerHandler {

    /**
     * Answers one request.
     *
     * @param from the caller's member id
     * @return the reply; completed exceptionally it reaches the caller as {@link PeerException.Refused}
     */
    CompletableFuture<byte[]> handle(long from, PeerMethod method, byte[] request);
}
