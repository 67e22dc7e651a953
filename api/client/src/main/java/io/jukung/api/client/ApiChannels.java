package io.jukung.api.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Channels to API servers. */
public final class ApiChannels {

    private static final String SCHEME = "jukung";
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    /** gRPC takes 10 s for anything shorter; the server must permit it. */
    private static final int KEEP_ALIVE_SECONDS = 10;

    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 3;
    private static final int MAX_MESSAGE_BYTES = 256 << 20;

    private ApiChannels() {}

    /**
     * A channel that stays with one of {@code servers} while it lives and moves to another when it does not: at once
     * when the connection breaks, within {@value #KEEP_ALIVE_SECONDS} + {@value #KEEP_ALIVE_TIMEOUT_SECONDS} seconds
     * when the server stands still. Each channel tries the servers in an order of its own, which spreads the clients.
     *
     * @param caFile PEM of the authority that signed the servers' certificates
     * @param certFile PEM of the client's certificate
     * @param keyFile PEM of its key
     * @throws UncheckedIOException when a file cannot be read or holds no such thing
     */
    public static ManagedChannel mtls(List<InetSocketAddress> servers, Path caFile, Path certFile, Path keyFile) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: at least one address is needed");
        }
        var registry = new NameResolverRegistry();
        registry.register(new FixedServers(servers));
        try {
            var credentials = TlsChannelCredentials.newBuilder()
                    .trustManager(caFile.toFile())
                    .keyManager(certFile.toFile(), keyFile.toFile())
                    .build();
            var builder = Grpc.newChannelBuilder(SCHEME + ":///api", credentials, registry)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES);
            if (builder instanceof NettyChannelBuilder netty) {
                netty.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
            }
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the client's TLS files: " + e.getMessage(), e);
        }
    }

    /** Resolves the one target of a channel to its servers, shuffled; each is verified by its own address. */
    private static final class FixedServers extends NameResolverProvider {

        private final List<InetSocketAddress> servers;

        FixedServers(List<InetSocketAddress> servers) {
            this.servers = List.copyOf(servers);
        }

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args args) {
            var groups = new ArrayList<EquivalentAddressGroup>();
            for (var server : servers) {
                var attributes = Attributes.newBuilder()
                        .set(
                                EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE,
                                server.getHostString() + ":" + server.getPort())
                        .build();
                var address = server.isUnresolved()
                        ? new InetSocketAddress(server.getHostString(), server.getPort())
                        : server;
                groups.add(new EquivalentAddressGroup(address, attributes));
            }
            Collections.shuffle(groups);
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return servers.getFirst().getHostString();
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(groups))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }
    }
}
