package io.jukung.store.server;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.jukung.store.StoreConfig;
import io.jukung.store.http.HttpConnections;
import io.jukung.store.http.HttpServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the API to clients on its listen addresses, and in this process. */
public final class ClientServer implements AutoCloseable {

    /** etcd's limits of client pings and of what a message may exceed a request by. */
    private static final Duration MIN_CLIENT_PING = Duration.ofSeconds(5);

    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Server> servers = new ArrayList<>();
    private final List<HttpServer> httpServers = new ArrayList<>();
    private final Server inProcess;
    private final ManagedChannel inProcessChannel;
    private final ClientBytes bytes;

    private ClientServer(Server inProcess, ManagedChannel channel, ClientBytes bytes) {
        this.bytes = bytes;
        this.inProcess = inProcess;
        this.inProcessChannel = channel;
    }

    /**
     * TLS of connections from clients; each is asked for a context per connection.
     *
     * @param grpcAndHttp offers HTTP/2 and HTTP/1.1
     * @param http offers HTTP/1.1
     */
    public record Tls(Supplier<@Nullable SslContext> grpcAndHttp, Supplier<@Nullable SslContext> http) {}

    /**
     * Listens on every URL and in the process.
     *
     * @param name of this member, unique in the process
     * @param loops where connections live and requests are handled; they outlive this
     * @param joined completed once this member has a leader and has caught up: clients' calls wait for that
     * @throws IOException naming the URL that cannot be listened on
     */
    public static ClientServer start(
            String name,
            EventLoopGroup loops,
            StoreConfig config,
            Tls tls,
            EtcdApi api,
            HttpPages pages,
            ClientBytes bytes,
            CompletableFuture<Void> joined)
            throws IOException {
        var inProcess =
                addApi(InProcessServerBuilder.forName(name), api).build().start();
        var server = new ClientServer(
                inProcess, InProcessChannelBuilder.forName(name).build(), bytes);
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
            servers.add(listenForGrpc(url, loops, tls, httpElsewhere ? null : http, api, joined, maxMessageBytes));
        }
        for (var url : config.http().listenClientHttp()) {
            httpServers.add(HttpServer.start("listen-client-http-urls", url, loops, tls.http(), connections, http));
        }
        var metrics = new HttpConnections(pages.forMetrics());
        for (var url : config.http().listenMetrics()) {
            httpServers.add(HttpServer.start("listen-metrics-urls", url, loops, tls.http(), connections, metrics));
        }
    }

    private Server listenForGrpc(
            URI url,
            EventLoopGroup loops,
            Tls tls,
            @Nullable HttpConnections http,
            EtcdApi api,
            CompletableFuture<Void> joined,
            int maxMessageBytes)
            throws IOException {
        Supplier<@Nullable SslContext> urlTls = "https".equals(url.getScheme()) ? tls.grpcAndHttp() : () -> null;
        var builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(url.getHost(), url.getPort()),
                        ClientPort.credentials(urlTls, http, connections, joined))
                .channelType(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .maxInboundMessageSize(maxMessageBytes)
                .permitKeepAliveTime(MIN_CLIENT_PING.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(false)
                .keepAliveTime(2, TimeUnit.HOURS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .addStreamTracerFactory(bytes.ofAllStreams());
        try {
            return addApi(builder, api).build().start();
        } catch (IOException e) {
            throw new IOException("listen-client-urls: cannot listen on " + url + ": " + e.getMessage(), e);
        }
    }

    private static <B extends ServerBuilder<B>> B addApi(B builder, EtcdApi api) {
        Executor direct = Runnable::run;
        builder.executor(direct);
        api.services().forEach(builder::addService);
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
        // From the socket's end: from the other, HTTP/2 would first cancel the streams itself.
        connections.forEach(connection -> {
            var first = connection.pipeline().firstContext();
            if (first != null) {
                first.close();
            }
        });
        connections.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
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
