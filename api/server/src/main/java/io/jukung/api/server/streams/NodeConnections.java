package io.jukung.api.server.streams;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.api.server.pki.KeyFiles;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Channels to node daemons, one for each address, kept while they are used. */
public final class NodeConnections implements AutoCloseable {

    /** Channels not used for long are closed first. */
    private static final int MAX_CHANNELS = 1000;

    private final SslContext tls;
    private final Map<InetSocketAddress, ManagedChannel> channels = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Connections that show this certificate.
     *
     * @param toNodes with the authority that nodes' certificates are checked by
     */
    public NodeConnections(KeyFiles toNodes) {
        try {
            this.tls = GrpcSslContexts.forClient()
                    .trustManager(toNodes.caFile().toFile())
                    .keyManager(toNodes.certFile().toFile(), toNodes.keyFile().toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("certificate for nodes " + toNodes.certFile() + ": " + e.getMessage(), e);
        }
    }

    synchronized ManagedChannel to(InetSocketAddress node) {
        var channel = channels.computeIfAbsent(
                node,
                address -> NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                        .sslContext(tls)
                        .keepAliveTime(20, TimeUnit.SECONDS)
                        .idleTimeout(5, TimeUnit.MINUTES)
                        .build());
        if (channels.size() > MAX_CHANNELS) {
            var eldest = channels.entrySet().iterator().next();
            channels.remove(eldest.getKey());
            eldest.getValue().shutdown();
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
