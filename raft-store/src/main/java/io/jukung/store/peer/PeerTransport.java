package io.jukung.store.peer;

import io.jukung.store.tls.HandshakeLog;
import io.jukung.store.tls.TlsClient;
import io.jukung.store.tls.TlsServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One member's end of the peer network: answers on its listen addresses and calls the others, a connection
 * for each lane.
 */
public final class PeerTransport implements Peers, AutoCloseable {

    /** A caller asks whether we are there long before: one that is silent for so long is gone. */
    private static final int INBOUND_SILENCE_SECONDS = 30;
    /** Members have two connections each; whatever else is here must not take all there are. */
    private static final int MAX_ACCEPTED = 1024;

    private final PeerIdentity self;
    private final @Nullable TlsServer serverTls;
    private final @Nullable TlsClient clientTls;
    private final HandshakeLog rejections = new HandshakeLog("peer");
    private final EventLoopGroup loops;
    /** Calls leave from one loop: what is on it already pays no hop between threads. */
    private final EventLoop callLoop;

    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<Long, Map<PeerMethod.Lane, PeerLink>> links = new ConcurrentHashMap<>();
    private final List<Channel> listeners = new ArrayList<>();
    private volatile Set<Long> refused = Set.of();
    private volatile Runnable onRemoved = () -> {};

    /**
     * Nothing listens or connects yet.
     *
     * @param loops where connections live; of epoll if that is available. They outlive this.
     * @param callLoop the one of them that calls leave from
     * @param serverTls of accepted connections; null means plaintext
     * @param clientTls of opened connections; null means plaintext
     */
    public PeerTransport(
            PeerIdentity self,
            EventLoopGroup loops,
            EventLoop callLoop,
            @Nullable TlsServer serverTls,
            @Nullable TlsClient clientTls) {
        this.self = self;
        this.loops = loops;
        this.callLoop = callLoop;
        this.serverTls = serverTls;
        this.clientTls = clientTls;
    }

    @Override
    public PeerIdentity self() {
        return self;
    }

    /** Listens; {@code handler} answers from now on. */
    public void listen(List<InetSocketAddress> addresses, PeerHandler handler) throws IOException {
        for (var address : addresses) {
            var bound = new ServerBootstrap()
                    .group(loops)
                    .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel socket) {
                            if (accepted.size() >= MAX_ACCEPTED) {
                                socket.close();
                                return;
                            }
                            accepted.add(socket);
                            socket.pipeline().addLast(new ReadTimeoutHandler(INBOUND_SILENCE_SECONDS));
                            if (serverTls != null) {
                                socket.pipeline().addLast(serverTls.newHandler());
                            }
                            PeerFrames.addCodec(socket.pipeline());
                            socket.pipeline()
                                    .addLast(new PeerInbound(
                                            self, handler, member -> refused.contains(member), rejections));
                        }
                    })
                    .bind(address)
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(
                        "cannot listen for peers on " + address.getHostString() + ":" + address.getPort() + ": "
                                + bound.cause().getMessage(),
                        bound.cause());
            }
            listeners.add(bound.channel());
        }
    }

    /** Tells where a member is; a changed address replaces the connections. */
    public void setAddress(long member, InetSocketAddress address) {
        // Raft tells them again and again while a member fetches a snapshot over these connections.
        var now = links.get(member);
        if (now != null && now.values().stream().allMatch(link -> link.leadsTo(address))) {
            return;
        }
        var type = channelType();
        var lanes = new ConcurrentHashMap<PeerMethod.Lane, PeerLink>();
        for (var lane : PeerMethod.Lane.values()) {
            lanes.put(lane, new PeerLink(callLoop, type, address, self, member, clientTls, () -> onRemoved.run()));
        }
        var before = links.put(member, lanes);
        if (before != null) {
            before.values().forEach(PeerLink::close);
        }
    }

    /** Tells where a member may be, for as long as nothing better is known. */
    public void suggestAddress(long member, InetSocketAddress address) {
        if (!links.containsKey(member)) {
            setAddress(member, address);
        }
    }

    /** Ends the connections to a member; it can be called no more. */
    public void forget(long member) {
        var before = links.remove(member);
        if (before != null) {
            before.values().forEach(PeerLink::close);
        }
    }

    /** Members that were removed from the cluster: their connections end, and each that tries again is told so. */
    public void refuse(Set<Long> members) {
        refused = Set.copyOf(members);
        for (var channel : accepted) {
            var caller = channel.attr(PeerInbound.CALLER).get();
            if (caller != null && refused.contains(caller)) {
                channel.close();
            }
        }
    }

    /** Called, on an event loop, whenever another member says that this one was removed. */
    public void onRemoved(Runnable listener) {
        onRemoved = listener;
    }

    private static Class<? extends SocketChannel> channelType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /**
     * Asks whoever answers at an address who the members are, without being one. The reply fails with a {@link
     * PeerException}.
     */
    public static CompletableFuture<byte[]> askWhoTheMembersAre(
            EventLoop loop, InetSocketAddress address, @Nullable TlsClient tls, Duration timeout) {
        var link = new PeerLink(loop, channelType(), address, PeerIdentity.NOBODY, 0, tls, () -> {});
        return link.call(PeerMethod.CLUSTER_MEMBERS, new byte[0], timeout.toNanos())
                .whenComplete((reply, failure) -> link.close());
    }

    /** The reply is completed on an event loop, or at once. */
    @Override
    public CompletableFuture<byte[]> call(long member, PeerMethod method, byte[] request, Duration timeout) {
        var lanes = links.get(member);
        var link = lanes == null ? null : lanes.get(method.lane());
        if (link == null) {
            return CompletableFuture.failedFuture(
                    new PeerException.NotSent("no address for member " + Long.toHexString(member)));
        }
        return link.call(method, request, timeout.toNanos());
    }

    /** Runs a task that does not block on the loop calls leave from; not at all if that has ended. */
    public void later(Runnable task, Duration delay) {
        try {
            callLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // This member has stopped.
        }
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        // Ended here, not left to the loops: what they miss would stay open, with nobody behind it.
        accepted.close().awaitUninterruptibly();
        links.values().forEach(lanes -> lanes.values().forEach(PeerLink::close));
    }
}
