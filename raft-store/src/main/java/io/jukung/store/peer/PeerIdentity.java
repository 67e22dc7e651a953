package io.jukung.store.peer;

/** Who is at one end of a peer connection: both ends show it first, and a foreign cluster is turned away. */
public record PeerIdentity(long clusterId, long memberId) {}
