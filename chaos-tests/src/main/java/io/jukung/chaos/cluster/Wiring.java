package io.jukung.chaos.cluster;

import java.util.List;
import java.util.function.Supplier;

/** The network that members are placed in: addresses, and troubles of the links. */
interface Wiring extends Cluster.Network, AutoCloseable {

    /**
     * Makes a place for a member; nothing if it has one.
     *
     * @param pids its processes at the time of asking, from any thread
     */
    void add(String member, Supplier<List<Long>> pids) throws Exception;

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
