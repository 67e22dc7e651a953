package io.jukung.node.stream;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.jukung.node.NodeConfig;
import io.jukung.node.container.SandboxConfigs;
import io.jukung.node.cri.CriClient;
import io.jukung.node.pod.NodePods;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Serves the node's streams over mTLS to API servers, and to nobody else. */
public final class NodeStreamsServer implements AutoCloseable {

    /** Common name of API servers' client certificates. */
    static final String API_SERVER = "kube-apiserver-kubelet-client";

    private final Server server;
    private final MultiThreadIoEventLoopGroup threads;

    private NodeStreamsServer(Server server, MultiThreadIoEventLoopGroup threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens on all of the node's addresses.
     *
     * @param port 0 for a free one
     * @throws IOException when the port is taken or a certificate cannot be read
     */
    public static NodeStreamsServer start(
            int port, NodeConfig.Tls tls, CriClient cri, NodePods pods, SandboxConfigs sandboxes) throws IOException {
        var threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(tls.certificate().toFile(), tls.key().toFile())
                .trustManager(tls.ca().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        var server = NettyServerBuilder.forPort(port, credentials)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new OnlyApiServers())
                .addService(new NodeStreamsService(cri, pods, threads))
                .build();
        return new NodeStreamsServer(server.start(), threads);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** A certificate of the cluster is not enough: it has to be an API server's. */
    private static final class OnlyApiServers implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var name = commonName(call);
            if (!name.equals(API_SERVER)) {
                call.close(
                        Status.PERMISSION_DENIED.withDescription(
                                "the node serves streams to API servers only, not to \"" + name + "\""),
                        new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return Contexts.interceptCall(Context.current(), call, headers, next);
        }

        private static String commonName(ServerCall<?, ?> call) {
            var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            if (session == null) {
                return "";
            }
            try {
                return new LdapName(session.getPeerPrincipal().getName())
                        .getRdns().stream()
                                .filter(part -> part.getType().equalsIgnoreCase("CN"))
                                .map(part -> part.getValue().toString())
                                .findFirst()
                                .orElse("");
            } catch (SSLPeerUnverifiedException | InvalidNameException e) {
                return "";
            }
        }
    }
}
