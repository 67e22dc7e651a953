package io.jukung.benchmarks.load;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.jukung.benchmarks.cluster.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A store under load: connections to its members, its leader's first, so that a single client talks to the
 * leader of every store.
 *
 * @param pids the processes of all members, whose CPU and memory are measured
 * @param leaderPids those of the leader
 */
public record Target(List<ManagedChannel> channels, List<Long> pids, List<Long> leaderPids) implements AutoCloseable {

    private static final int CONNECTIONS_PER_MEMBER = 2;

    /** Takes copies. */
    public Target {
        channels = List.copyOf(channels);
        pids = List.copyOf(pids);
        leaderPids = List.copyOf(leaderPids);
    }

    /** Connects to all members. */
    public static Target of(Cluster cluster) throws IOException {
        var addresses = cluster.addresses();
        var pids = cluster.pids();
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS_PER_MEMBER; i++) {
            addresses.forEach(address -> channels.add(cluster.connect(address)));
        }
        return new Target(channels, pids.stream().flatMap(List::stream).toList(), pids.getFirst());
    }

    /** The connection of a client: those of one member after the other. */
    public Channel channel(int client) {
        return channels.get(client % channels.size());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
