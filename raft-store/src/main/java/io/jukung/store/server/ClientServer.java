package io.jukung.store.server;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.jukung.store.Connections;
import io.jukung.store.http.HttpEndpoints;
import io.jukung.store.tls.TlsServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Serves the API to clients on its listen addresses, and in this process. */
public final class ClientServer implements AutoCloseable {

    /** What a message may exceed a request by, as in etcd. */
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;

    private final ClientConnections connections;
    private final List<Server> servers;
    private final Server inProcess;
    private final ManagedChannel inProcessChannel;

    private ClientServer(
            ClientConnections connections, List<Server> servers, Server inProcess, ManagedChannel channel) {
        this.connections = connections;
        this.servers = servers;
        this.inProcess = inProcess;
        this.inProcessChannel = channel;
    }

    /**
     * Listens on every URL and in the process.
     *
     * @param name of this member, unique in the process
     * @param loops where connections live and requests are handled; they outlive this
     * @param settings of the connections
     * @param maxClients how many there may be now
     * @param tls for URLs that ask for it
     * @param joined completed once this member has a leader and has caught up: clients' calls wait for that
     * @throws IOException naming the URL that cannot be listened on
     */
    public static ClientServer start(
            String name,
            EventLoopGroup loops,
            List<URI> urls,
            Connections settings,
            IntSupplier maxClients,
            @Nullable TlsServer tls,
            EtcdApi api,
            HttpEndpoints http,
            CompletableFuture<Void> joined,
            int maxRequestBytes)
            throws IOException {
        var connections = new ClientConnections(maxClients);
        var servers = new ArrayList<Server>();
        try {
            for (var url : urls) {
                var urlTls = "https".equals(url.getScheme()) ? tls : null;
                var builder = NettyServerBuilder.forAddress(
                                new InetSocketAddress(url.getHost(), url.getPort()),
                                ClientPort.credentials(urlTls, http, connections, joined))
                        .channelType(
                                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .maxInboundMessageSize(maxRequestBytes + MESSAGE_OVERHEAD_BYTES)
                        .maxConcurrentCallsPerConnection(settings.maxConcurrentStreams())
                        .permitKeepAliveTime(settings.keepAliveMinTime().toMillis(), TimeUnit.MILLISECONDS)
                        .permitKeepAliveWithoutCalls(false);
                if (settings.keepAliveInterval().isPositive()) {
                    builder.keepAliveTime(settings.keepAliveInterval().toMillis(), TimeUnit.MILLISECONDS)
                            .keepAliveTimeout(settings.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    builder.keepAliveTime(Long.MAX_VALUE, TimeUnit.DAYS);
                }
                if (settings.reusePort() && Epoll.isAvailable()) {
                    builder.withOption(EpollChannelOption.SO_REUSEPORT, true);
                }
                try {
                    servers.add(
                            addApi(builder, api, api.servicesOnWire()).build().start());
                } catch (IOException e) {
                    throw new IOException("listen-client-urls: cannot listen on " + url + ": " + e.getMessage(), e);
                }
            }
            var services =
                    api.services().stream().map(BindableService::bindService).toList();
            var inProcess = addApi(InProcessServerBuilder.forName(name), api, services)
                    .build()
                    .start();
            var channel = InProcessChannelBuilder.forName(name).build();
            return new ClientServer(connections, servers, inProcess, channel);
        } catch (IOException | RuntimeException e) {
            servers.forEach(Server::shutdownNow);
            throw e;
        }
    }

    private static <B extends ServerBuilder<B>> B addApi(
            B builder, EtcdApi api, List<ServerServiceDefinition> services) {
        Executor direct = Runnable::run;
        builder.executor(direct);
        for (var service : services) {
            builder.addService(ServerInterceptors.intercept(service, api.interceptors()));
        }
        return builder;
    }

    public Channel inProcessChannel() {
        return inProcessChannel;
    }

    /**
     * Lets calls end for a moment, then cuts the connections. gRPC's own way would cancel the calls, and a client that
     * sees its watch cancelled gives it up (jetcd and etcd's own do), where one that loses its connection goes on with
     * another member.
     */
    @Override
    public void close() {
        inProcessChannel.shutdownNow();
        inProcess.shutdownNow();
        servers.forEach(Server::shutdown);
        await(500);
        connections.cut();
        servers.forEach(Server::shutdownNow);
        await(1000);
    }

    private void await(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (var server : servers) {
                server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
