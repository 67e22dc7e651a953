package io.jukung.store;

import java.time.Duration;

/**
 * How many connections clients may have, and how they are kept alive.
 *
 * @param maxClients connections on the client port; more are closed as they arrive
 * @param maxConcurrentStreams calls at a time on one connection; a client waits with more, as HTTP/2 has it
 * @param keepAliveMinTime a client that pings more often is sent away with {@code too_many_pings}
 * @param keepAliveInterval silence after which a client is asked whether it is there; 0: never
 * @param keepAliveTimeout how long it may take to answer
 * @param reusePort whether other processes may listen on the same ports, etcd's {@code socket-reuse-port}
 */
public record Connections(
        int maxClients,
        int maxConcurrentStreams,
        Duration keepAliveMinTime,
        Duration keepAliveInterval,
        Duration keepAliveTimeout,
        boolean reusePort)
        implements StoreConfig.Part {

    /** etcd's, but for the first two, which it does not bound. */
    public static final Connections DEFAULT =
            new Connections(10_000, 65_536, Duration.ofSeconds(5), Duration.ofHours(2), Duration.ofSeconds(20), false);

    public Connections {
        StoreConfig.require(maxClients > 0, "max-client-connections: must be positive, is " + maxClients);
        StoreConfig.require(
                maxConcurrentStreams > 0, "max-concurrent-streams: must be positive, is " + maxConcurrentStreams);
        StoreConfig.require(!keepAliveMinTime.isNegative(), "grpc-keepalive-min-time: must not be negative");
        StoreConfig.require(!keepAliveInterval.isNegative(), "grpc-keepalive-interval: must not be negative");
        StoreConfig.require(
                keepAliveInterval.isZero() || keepAliveTimeout.toMillis() > 0,
                "grpc-keepalive-timeout: must be positive while grpc-keepalive-interval is");
    }

    Connections withMaxClients(int most) {
        return new Connections(
                most, maxConcurrentStreams, keepAliveMinTime, keepAliveInterval, keepAliveTimeout, reusePort);
    }
}
