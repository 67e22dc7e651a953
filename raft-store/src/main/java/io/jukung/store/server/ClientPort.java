package io.jukung.store.server;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCredentials;
import io.grpc.netty.ConnectionFlush;
import io.grpc.netty.GoTexts;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.jukung.store.http.Http2Requests;
import io.jukung.store.http.HttpConnections;
import io.jukung.store.tls.TlsServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * gRPC and HTTP/1.1 on one port, told apart by the protocol the client negotiated with TLS, and by the
 * first bytes otherwise: only HTTP/2 starts with "PRI".
 */
final class ClientPort implements InternalProtocolNegotiator.ProtocolNegotiator {

    /** Of a call: where what it holds of the memory is counted. */
    static final Attributes.Key<CallMemory.Connection> CONNECTION = Attributes.Key.create("connection");

    /** Of a call: sends what its connection's calls have written. */
    static final Attributes.Key<Runnable> FLUSH = Attributes.Key.create("flush");

    private static final byte[] HTTP2_PREFACE_START = {'P', 'R', 'I', ' '};

    /** A connection that does not say what it speaks is cut after this. */
    private static final int DECISION_SECONDS = 30;

    private final @Nullable TlsServer tls;
    private final @Nullable HttpConnections http;
    private final ClientConnections connections;
    private final CallMemory memory;
    private final CompletableFuture<Void> joined;

    private ClientPort(
            @Nullable TlsServer tls,
            @Nullable HttpConnections http,
            ClientConnections connections,
            CallMemory memory,
            CompletableFuture<Void> joined) {
        this.tls = tls;
        this.http = http;
        this.connections = connections;
        this.memory = memory;
        this.joined = joined;
    }

    /**
     * Credentials for a gRPC server that make it serve {@code http} too.
     *
     * @param http null to serve gRPC alone
     * @param connections where every connection is entered while it is open, if there is room
     * @param memory where its calls are counted
     * @param joined until then gRPC connections wait; HTTP is answered
     */
    static ServerCredentials credentials(
            @Nullable TlsServer tls,
            @Nullable HttpConnections http,
            ClientConnections connections,
            CallMemory memory,
            CompletableFuture<Void> joined) {
        return InternalNettyServerCredentials.create(new ClientPort(tls, http, connections, memory, joined));
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
        return new Sniffer(grpcHandler);
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private final class Sniffer extends ByteToMessageDecoder {

        private final GrpcHttp2ConnectionHandler grpcHandler;
        private ProtocolNegotiationEvent negotiation = InternalProtocolNegotiationEvent.getDefault();
        private @Nullable SslHandler sslHandler;
        private @Nullable ScheduledFuture<?> decision;
        private boolean waits;

        Sniffer(GrpcHttp2ConnectionHandler grpcHandler) {
            this.grpcHandler = grpcHandler;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (!connections.admit(context.channel())) {
                context.close();
                return;
            }
            if (tls != null) {
                context.pipeline().addBefore(context.name(), null, tls.newHandler());
            }
            decision = context.executor().schedule(() -> undecided(context), DECISION_SECONDS, TimeUnit.SECONDS);
        }

        private void undecided(ChannelHandlerContext context) {
            if (!waits) {
                connections.rejected(context.channel(), new ReadTimeoutException("nothing said"));
                context.close();
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            if (decision != null) {
                decision.cancel(false);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof ProtocolNegotiationEvent started) {
                negotiation = started;
            } else if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (!handshake.isSuccess()) {
                    connections.rejected(context.channel(), handshake.cause());
                    context.close();
                    return;
                }
                sslHandler = context.pipeline().get(SslHandler.class);
                if (ApplicationProtocolNames.HTTP_2.equals(sslHandler.applicationProtocol())) {
                    awaitJoined(context);
                }
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (waits) {
                return;
            }
            int seen = Math.min(in.readableBytes(), HTTP2_PREFACE_START.length);
            for (int i = 0; i < seen; i++) {
                if (in.getByte(in.readerIndex() + i) != HTTP2_PREFACE_START[i]) {
                    becomeHttp(context);
                    return;
                }
            }
            if (seen == HTTP2_PREFACE_START.length) {
                awaitJoined(context);
            }
        }

        /**
         * As etcd, whose clients give a watch up that a member just started refuses for want of a leader. Nothing is read
         * meanwhile.
         */
        private void awaitJoined(ChannelHandlerContext context) {
            if (joined.isDone()) {
                becomeGrpc(context);
                return;
            }
            waits = true;
            context.channel().config().setAutoRead(false);
            joined.thenRun(() -> context.executor().execute(() -> {
                if (context.channel().isActive()) {
                    becomeGrpc(context);
                    context.channel().config().setAutoRead(true);
                }
            }));
        }

        /** What was read so far is passed on as this handler leaves the pipeline. */
        private void becomeGrpc(ChannelHandlerContext context) {
            var attributes = Attributes.newBuilder()
                    .setAll(InternalProtocolNegotiationEvent.getAttributes(negotiation))
                    .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, context.channel().localAddress())
                    .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress())
                    .set(CONNECTION, memory.connected(context.channel()))
                    .set(FLUSH, ConnectionFlush.of(grpcHandler));
            if (sslHandler != null) {
                attributes.set(
                        Grpc.TRANSPORT_ATTR_SSL_SESSION, sslHandler.engine().getSession());
            }
            if (http != null && sslHandler != null) {
                Http2Requests.separate(grpcHandler, http);
            }
            var grpc = InternalProtocolNegotiators.grpcNegotiationHandler(grpcHandler);
            context.pipeline().addAfter(context.name(), null, grpc);
            context.pipeline().addLast(new GoTexts());
            context.fireUserEventTriggered(
                    InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes.build()));
            context.pipeline().remove(this);
        }

        private void becomeHttp(ChannelHandlerContext context) {
            if (http == null) {
                context.close();
                return;
            }
            http.acceptAfter(context, sslHandler != null);
            context.pipeline().remove(this);
        }
    }
}
