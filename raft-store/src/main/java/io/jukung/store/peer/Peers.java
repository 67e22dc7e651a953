package io.jukung.store.peer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls to the other members; implemented by {@link PeerTransport} and, for simulation, in memory. */
public interface Peers {

    /** Who this member is. */
    PeerIdentity self();

    /**
     * Asks a member. The reply fails with a {@link PeerException}; it may be completed at once on the caller's thread, so
     * what follows must not block.
     */
    CompletableFuture<byte[]> call(long member, PeerMethod method, byte[] request, Duration timeout);
}
