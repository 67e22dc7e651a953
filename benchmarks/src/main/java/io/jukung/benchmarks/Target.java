package io.jukung.benchmarks;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A store under load: connections to its members, its leader's first, so that a single client talks to the
 * leader of every store.
 *
 * @param pids the members' processes, whose CPU and memory are measured; may be empty
 */
record Target(String name, List<ManagedChannel> channels, List<Long> pids) implements AutoCloseable {

    private static final int CONNECTIONS_PER_MEMBER = 2;
    private static final int PATIENCE_SECONDS = 30;

    Target {
        channels = List.copyOf(channels);
        pids = List.copyOf(pids);
    }

    /**
     * Connects.
     *
     * @param description {@code NAME=HOST:PORT[,HOST:PORT…][@PID,PID…]}
     * @throws IllegalArgumentException if it is not of that form
     */
    static Target connect(String description) {
        int equals = description.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("target " + description + ": expected NAME=HOST:PORT,…[@PID,…]");
        }
        int at = description.indexOf('@', equals);
        var addresses = new ArrayList<>(List.of(description
                .substring(equals + 1, at < 0 ? description.length() : at)
                .split(",", -1)));
        List<Long> pids = at < 0
                ? List.of()
                : Arrays.stream(description.substring(at + 1).split(",", -1))
                        .map(Long::valueOf)
                        .toList();
        for (int i = 0; i < addresses.size(); i++) {
            if (leads(addresses.get(i))) {
                addresses.addFirst(addresses.remove(i));
                break;
            }
        }
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS_PER_MEMBER; i++) {
            addresses.forEach(address -> channels.add(channel(address)));
        }
        return new Target(description.substring(0, equals), channels, pids);
    }

    private static ManagedChannel channel(String address) {
        return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    private static boolean leads(String address) {
        var channel = channel(address);
        try {
            var status = MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withWaitForReady()
                    .status(StatusRequest.getDefaultInstance());
            return status.getLeader() == status.getHeader().getMemberId();
        } finally {
            channel.shutdownNow();
        }
    }

    Channel channel(int client) {
        return channels.get(client % channels.size());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
