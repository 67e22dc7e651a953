package io.jukung.store.server;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.jukung.store.Connections;
import io.jukung.store.StoreConfig;
import io.jukung.store.http.HttpConnections;
import io.jukung.store.http.HttpServer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API to clients on its listen addresses, and in this process. */
public final class ClientServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientServer.class);

    /** What a message may exceed a request by, as in etcd. */
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;

    private final ClientConnections connections;
    private final List<Server> servers = new ArrayList<>();
    private final List<HttpServer> httpServers = new ArrayList<>();
    private final Server inProcess;
    private final ManagedChannel inProcessChannel;
    private final ClientBytes bytes;

    private ClientServer(ClientConnections connections, Server inProcess, ManagedChannel channel, ClientBytes bytes) {
        this.connections = connections;
        this.bytes = bytes;
        this.inProcess = inProcess;
        this.inProcessChannel = channel;
    }

    /**
     * TLS of connections from clients, for URLs that ask for it.
     *
     * @param grpcAndHttp offers HTTP/2 and HTTP/1.1
     * @param http offers HTTP/1.1
     */
    public record Tls(
            @Nullable TlsServer grpcAndHttp, @Nullable TlsServer http) {}

    /**
     * Listens on every URL and in the process.
     *
     * @param name of this member, unique in the process
     * @param loops where connections live and requests are handled; they outlive this
     * @param maxClients how many connections there may be now
     * @param joined completed once this member has a leader and has caught up: clients' calls wait for that
     * @throws IOException naming the URL that cannot be listened on
     */
    public static ClientServer start(
            String name,
            EventLoopGroup loops,
            StoreConfig config,
            IntSupplier maxClients,
            Tls tls,
            EtcdApi api,
            HttpPages pages,
            ClientBytes bytes,
            CompletableFuture<Void> joined)
            throws IOException {
        var inProcess = addApi(InProcessServerBuilder.forName(name), api.services())
                .build()
                .start();
        int files = ProcessFiles.forConnections(ProcessFiles.limit());
        if (files < maxClients.getAsInt()) {
            LOG.warn(
                    "max-client-connections is {}, but of {} open files only {} can be connections: raise the limit"
                            + " (ulimit -n, LimitNOFILE)",
                    maxClients.getAsInt(),
                    ProcessFiles.limit(),
                    files);
        }
        var server = new ClientServer(
                new ClientConnections(() -> Math.min(maxClients.getAsInt(), files)),
                inProcess,
                InProcessChannelBuilder.forName(name).build(),
                bytes);
        try {
            server.listen(loops, config, tls, api, pages, joined);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(
            EventLoopGroup loops,
            StoreConfig config,
            Tls tls,
            EtcdApi api,
            HttpPages pages,
            CompletableFuture<Void> joined)
            throws IOException {
        int maxMessageBytes = config.limits().maxRequestBytes() + MESSAGE_OVERHEAD_BYTES;
        var http = new HttpConnections(pages.forClients(inProcessChannel, maxMessageBytes));
        boolean httpElsewhere = !config.http().listenClientHttp().isEmpty();
        for (var url : config.endpoints().listenClient()) {
            servers.add(listenForGrpc(
                    url, loops, config.connections(), tls, httpElsewhere ? null : http, api, joined, maxMessageBytes));
        }
        for (var url : config.http().listenClientHttp()) {
            httpServers.add(
                    HttpServer.start("listen-client-http-urls", url, loops, tls.http(), connections::admit, http));
        }
        var metrics = new HttpConnections(pages.forMetrics());
        for (var url : config.http().listenMetrics()) {
            httpServers.add(
                    HttpServer.start("listen-metrics-urls", url, loops, tls.http(), connections::admit, metrics));
        }
    }

    private Server listenForGrpc(
            URI url,
            EventLoopGroup loops,
            Connections settings,
            Tls tls,
            @Nullable HttpConnections http,
            EtcdApi api,
            CompletableFuture<Void> joined,
            int maxMessageBytes)
            throws IOException {
        var urlTls = "https".equals(url.getScheme()) ? tls.grpcAndHttp() : null;
        var builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(url.getHost(), url.getPort()),
                        ClientPort.credentials(urlTls, http, connections, api.callMemory(), joined))
                .channelType(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .maxInboundMessageSize(maxMessageBytes)
                .maxConcurrentCallsPerConnection(settings.maxConcurrentStreams())
                .permitKeepAliveTime(settings.keepAliveMinTime().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(false)
                .addStreamTracerFactory(bytes.ofAllStreams());
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
            return addApi(builder, api.servicesOnWire())
                    .fallbackHandlerRegistry(new UnknownMethods(api.servicesOnWire()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IOException("listen-client-urls: cannot listen on " + url + ": " + e.getMessage(), e);
        }
    }

    private static <B extends ServerBuilder<B>> B addApi(B builder, List<ServerServiceDefinition> services) {
        Executor direct = Runnable::run;
        builder.executor(direct);
        services.forEach(builder::addService);
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
        httpServers.forEach(HttpServer::close);
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
