package io.jukung.store.peer;

/** Who is at one end of a peer connection: both ends show it first, and a foreign cluster is turned away. */
public record PeerIdentity(long clusterId, long memberId) {

    /** One that is to become a member and asks who the members are: all it may do. */
    public static final PeerIdentity NOBODY = new PeerIdentity(0, 0);
}
