package io.jukung.api.server.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.ClientCertificates;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.pki.KeyFiles;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.netty.handler.ssl.ClientAuth;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The gRPC port (mTLS), and channels inside the process; all over the same services. */
public final class GrpcServer implements AutoCloseable {

    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ResourcesService resources;
    private final ElectionsService elections;
    private final CallMetrics calls;
    private final Server server;
    private final List<Server> inProcess = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** What the services need. */
    public record Parts(
            Resources resources,
            ObjectStorage storage,
            Authorizer authorizer,
            Authenticator tokens,
            ClientCertificates certificates,
            Clock clock,
            PrometheusRegistry metrics) {}

    private GrpcServer(Parts parts, InetSocketAddress address, KeyFiles serving, Path clientCa) throws IOException {
        this.resources = new ResourcesService(parts.resources(), parts.authorizer(), parts.clock());
        this.elections = new ElectionsService(
                parts.storage(), parts.authorizer(), new ElectionMirror(parts.resources(), parts.clock()));
        this.calls = new CallMetrics(parts.metrics());
        var callers = Callers.authenticating(parts.certificates(), parts.tokens());
        var tls = GrpcSslContexts.forServer(
                        serving.certFile().toFile(), serving.keyFile().toFile())
                .trustManager(clientCa.toFile())
                .clientAuth(ClientAuth.OPTIONAL)
                .build();
        this.server = NettyServerBuilder.forAddress(address)
                .sslContext(tls)
                .executor(threads)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .addService(ServerInterceptors.intercept(resources, callers, calls))
                .addService(ServerInterceptors.intercept(elections, callers, calls))
                .build()
                .start();
    }

    /** Starts to listen. */
    public static GrpcServer start(Parts parts, InetSocketAddress address, KeyFiles serving, Path clientCa) {
        try {
            return new GrpcServer(parts, address, serving, clientCa);
        } catch (IOException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("cannot listen on " + address + " for gRPC: " + cause.getMessage(), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** A channel for a loop in this process that acts as {@code caller}; closed with the server. */
    public ManagedChannel inProcessChannel(Identity caller) {
        var name = "api-server-" + UUID.randomUUID();
        var callers = Callers.fixed(caller);
        try {
            var listening = InProcessServerBuilder.forName(name)
                    .executor(threads)
                    .addService(ServerInterceptors.intercept(resources, callers, calls))
                    .addService(ServerInterceptors.intercept(elections, callers, calls))
                    .build()
                    .start();
            var channel = InProcessChannelBuilder.forName(name)
                    .executor(threads)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .build();
            synchronized (inProcess) {
                inProcess.add(listening);
                channels.add(channel);
            }
            return channel;
        } catch (IOException e) {
            throw new IllegalStateException("an in-process server listens on no port: it cannot fail", e);
        }
    }

    /** Lets calls in flight end for so long, then ends them. */
    public void close(Duration drain) {
        var servers = new ArrayList<Server>();
        synchronized (inProcess) {
            channels.forEach(ManagedChannel::shutdown);
            servers.addAll(inProcess);
        }
        servers.add(server);
        servers.forEach(Server::shutdown);
        try {
            server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Server::shutdownNow);
        synchronized (inProcess) {
            channels.forEach(ManagedChannel::shutdownNow);
        }
        threads.shutdownNow();
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
