package io.jukung.netproxy.dns;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.netproxy.tracker.ServiceTracker;
import io.jukung.platform.Clock;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DNS server: one port, UDP and TCP. One event loop answers; nothing on it blocks. */
public final class DnsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int MAX_CONNECTIONS = 500;
    private static final Duration MAX_CONNECTION_TIME = Duration.ofSeconds(30);
    private static final int PORT_ATTEMPTS = 20;

    /**
     * How it answers.
     *
     * @param domain of the cluster
     * @param address the cluster's DNS address
     * @param ranges the cluster's addresses
     * @param ttl for which clients may keep an answer about services
     * @param upstreams who resolves other names, in order
     */
    public record Settings(
            String domain, String address, List<Ipv4Range> ranges, Duration ttl, List<InetSocketAddress> upstreams) {

        public Settings {
            ranges = List.copyOf(ranges);
            upstreams = List.copyOf(upstreams);
        }
    }

    private final Zone zone;
    private final Resolver resolver;
    private final EventLoopGroup loop;
    private final Channel udp;
    private final Channel tcp;
    private final AtomicInteger connections = new AtomicInteger();

    private DnsServer(InetSocketAddress address, Settings settings, Clock clock) throws IOException {
        zone = new Zone(settings.domain(), settings.address(), settings.ranges(), settings.ttl());
        resolver = new Resolver(zone, new Upstream(settings.upstreams()), clock);
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            udp = bindUdp(address);
            tcp = bindTcp((InetSocketAddress) udp.localAddress());
        } catch (IOException e) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    /**
     * Starts to answer.
     *
     * @param address where; port 0 for one that is free for both UDP and TCP
     * @throws IOException where the address cannot be had
     */
    public static DnsServer start(InetSocketAddress address, Settings settings, Clock clock) throws IOException {
        var failure = new IOException("no port is free for both UDP and TCP at " + address.getAddress());
        for (int i = 0; i < (address.getPort() == 0 ? PORT_ATTEMPTS : 1); i++) {
            try {
                return new DnsServer(address, settings, clock);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Takes changes of services in. */
    public void update(ServiceTracker.Changes changes) {
        zone.update(changes);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) udp.localAddress();
    }

    public DnsFigures figures() {
        return resolver.figures();
    }

    @Override
    public void close() {
        udp.close().syncUninterruptibly();
        tcp.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Channel bindUdp(InetSocketAddress address) throws IOException {
        return bound(
                new Bootstrap()
                        .group(loop)
                        .channel(NioDatagramChannel.class)
                        .handler(new UdpHandler())
                        .bind(address)
                        .awaitUninterruptibly(),
                "UDP " + address);
    }

    private Channel bindTcp(InetSocketAddress address) throws IOException {
        return bound(
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(new ConnectionInitializer())
                        .bind(address)
                        .awaitUninterruptibly(),
                "TCP " + address);
    }

    private static Channel bound(ChannelFuture bind, String what) throws IOException {
        if (!bind.isSuccess()) {
            throw new IOException(
                    "DNS cannot listen on " + what + ": " + bind.cause().getMessage(), bind.cause());
        }
        return bind.channel();
    }

    private final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            var client = packet.sender();
            resolver.resolve(
                    ByteBufUtil.getBytes(packet.content()),
                    false,
                    answer -> context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), client)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("DNS over UDP: {}", cause.toString());
        }
    }

    private final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel channel) {
            channel.closeFuture().addListener(closed -> connections.decrementAndGet());
            if (connections.incrementAndGet() > MAX_CONNECTIONS) {
                channel.close();
                return;
            }
            channel.eventLoop().schedule(() -> channel.close(), MAX_CONNECTION_TIME.toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline()
                    .addLast(
                            new LengthFieldBasedFrameDecoder(MessageWriter.MAX_TCP_SIZE + 2, 0, 2, 0, 2),
                            new LengthFieldPrepender(2),
                            new TcpHandler());
        }
    }

    private final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            resolver.resolve(
                    ByteBufUtil.getBytes(message),
                    true,
                    answer -> context.writeAndFlush(Unpooled.wrappedBuffer(answer)));
        }

        /** From a client that does not take its answers no more questions are taken. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
