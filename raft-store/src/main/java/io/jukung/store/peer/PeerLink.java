package io.jukung.store.peer;

import io.jukung.store.tls.TlsClient;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to one member on one lane: connects when first needed and again after a loss, not more often
 * than every {@link #RETRY_NANOS}. State is touched only on its event loop.
 */
final class PeerLink {

    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final long RETRY_NANOS = 100_000_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 2000;
    private static final int MAX_WAITING = 1024;

    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    private record Waiting(PeerMethod method, byte[] request, long timeoutNanos, CompletableFuture<byte[]> reply) {}

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final InetSocketAddress address;
    private final String where;
    private final PeerIdentity self;
    private final long member;
    private final @Nullable TlsClient tls;
    private final Runnable onRemoved;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable PeerConnection connection;
    private @Nullable Channel channel;
    private boolean connecting;
    private boolean closed;
    private boolean reported;
    private long lastFailure = System.nanoTime() - RETRY_NANOS;

    PeerLink(
            EventLoop loop,
            Class<? extends Channel> channelType,
            InetSocketAddress address,
            PeerIdentity self,
            long member,
            @Nullable TlsClient tls,
            Runnable onRemoved) {
        this.loop = loop;
        this.address = address;
        this.where = address.getHostString() + ":" + address.getPort();
        this.self = self;
        this.member = member;
        this.tls = tls;
        this.onRemoved = onRemoved;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }

    boolean leadsTo(InetSocketAddress other) {
        return address.equals(other);
    }

    CompletableFuture<byte[]> call(PeerMethod method, byte[] request, long timeoutNanos) {
        var reply = new CompletableFuture<byte[]>();
        var call = new Waiting(method, request, timeoutNanos, reply);
        if (loop.inEventLoop()) {
            callOnLoop(call);
            return reply;
        }
        try {
            loop.execute(() -> callOnLoop(call));
        } catch (RejectedExecutionException e) {
            reply.completeExceptionally(new PeerException.NotSent("this member is stopping"));
        }
        return reply;
    }

    private void callOnLoop(Waiting call) {
        if (connection != null && channel != null && channel.isActive()) {
            connection.call(channel, call.method, call.request, call.timeoutNanos, call.reply);
            return;
        }
        if (closed || waiting.size() >= MAX_WAITING) {
            call.reply.completeExceptionally(new PeerException.NotSent(where + " is not connected"));
            return;
        }
        if (!connecting) {
            if (System.nanoTime() - lastFailure < RETRY_NANOS) {
                call.reply.completeExceptionally(new PeerException.NotSent(where + " is not reachable"));
                return;
            }
            connect();
        }
        waiting.add(call);
    }

    private void connect() {
        connecting = true;
        var opened = new PeerConnection(self, member);
        opened.ready().whenComplete((ready, failure) -> settle(opened, ready, failure));
        if (tls == null) {
            dial(opened, null);
            return;
        }
        tls.newest().whenComplete((newest, failure) -> {
            if (failure != null) {
                onLoop(() -> opened.ready().completeExceptionally(failure));
            } else {
                onLoop(() -> dial(opened, tls.newHandler(newest, ByteBufAllocator.DEFAULT, host(), address.getPort())));
            }
        });
    }

    private String host() {
        return address.getHostString();
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has closed its connections already.
        }
    }

    private void dial(PeerConnection opened, @Nullable SslHandler encryption) {
        bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        if (encryption != null) {
                            socket.pipeline().addLast(encryption);
                        }
                        PeerFrames.addCodec(socket.pipeline());
                        socket.pipeline().addLast(opened);
                    }
                })
                .connect(new InetSocketAddress(host(), address.getPort()))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        opened.ready().completeExceptionally(connected.cause());
                    }
                });
    }

    private void settle(PeerConnection opened, @Nullable Channel ready, @Nullable Throwable failure) {
        connecting = false;
        if (failure != null || ready == null) {
            lastFailure = System.nanoTime();
            if (failure instanceof PeerException.Removed) {
                onRemoved.run();
            }
            if (!reported && member != 0) {
                reported = true;
                LOG.warn(
                        "cannot reach member {} at {}: {}",
                        Long.toHexString(member),
                        where,
                        String.valueOf(failure == null ? null : failure.getMessage()));
            }
            drain(call -> call.reply.completeExceptionally(new PeerException.NotSent(
                    where + " is not reachable: " + (failure == null ? null : failure.getMessage()))));
            return;
        }
        if (closed) {
            ready.close();
            return;
        }
        if (reported) {
            reported = false;
            LOG.info("reached member {} at {} again", Long.toHexString(member), where);
        }
        connection = opened;
        channel = ready;
        drain(call -> opened.call(ready, call.method, call.request, call.timeoutNanos, call.reply));
    }

    private void drain(Consumer<Waiting> with) {
        for (var call = waiting.poll(); call != null; call = waiting.poll()) {
            with.accept(call);
        }
    }

    void close() {
        onLoop(() -> {
            closed = true;
            drain(call -> call.reply.completeExceptionally(new PeerException.NotSent("this member is stopping")));
            if (channel != null) {
                channel.close();
            }
        });
    }
}
