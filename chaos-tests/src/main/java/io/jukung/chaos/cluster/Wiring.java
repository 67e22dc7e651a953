package io.jukung.chaos.cluster;

import java.util.List;

/** The network that members are placed in: addresses, and troubles of the links. */
interface Wiring extends Cluster.Network, AutoCloseable {

    /** Makes a place for a member; nothing if it has one. */
    void add(String member) throws Exception;

    /** What a member's command begins with, to run in its place. */
    List<String> enter(String member);

    /** Where the harness reaches it. */
    Cluster.Address client(String member);

    /** Where other members reach it. */
    Cluster.Address peer(String member);

    /** Where it listens for clients. */
    Cluster.Address clientListen(String member);

    /** Where it listens for members. */
    Cluster.Address peerListen(String member);

    @Override
    void close();
}
