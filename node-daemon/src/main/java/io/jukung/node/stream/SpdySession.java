package io.jukung.node.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to the runtime's streaming server, by SPDY/3.1 over an upgraded HTTP request: the one
 * protocol of containerd 1.6 that can end standard input without ending the whole connection.
 *
 * <p>Only framing is used of it. Flow control windows are not: the servers of this protocol neither keep
 * nor grant them, TCP's own does the work.
 */
final class SpdySession implements AutoCloseable {

    private static final int CONNECT_MILLIS = 10_000;
    private static final long UPGRADE_SECONDS = 30;
    private static final int HEAD_LIMIT = 16 * 1_024;

    private final Channel channel;

    private SpdySession(Channel channel) {
        this.channel = channel;
    }

    /** Hears one session, on its event loop; streams are counted in the order they were asked for. */
    interface Listener {

        void onData(int stream, byte[] data);

        /** The server sends no more on this stream. */
        void onEnd(int stream);

        /** The connection is over; once, last. */
        void onClose(String why);
    }

    /**
     * Connects, upgrades and opens the streams.
     *
     * @param protocol of the streams, for example {@code v4.channel.k8s.io}
     * @param streams headers of each
     */
    static SpdySession open(
            EventLoopGroup threads, URI url, String protocol, List<Map<String, String>> streams, Listener listener)
            throws IOException {
        var upgraded = new CompletableFuture<Void>();
        var future = new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new Upgrade(url, protocol, streams, upgraded))
                                .addLast(new Frames(listener));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new IOException("the runtime's streaming server at " + url.getHost() + ":" + url.getPort()
                    + " is not reachable: " + future.cause().getMessage());
        }
        try {
            // Nothing may be sent on a stream before it is there.
            upgraded.get(UPGRADE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the runtime refused the stream: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            future.channel().close();
            throw new IOException("the runtime did not open the stream within " + UPGRADE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            future.channel().close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new SpdySession(future.channel());
    }

    /** Sends on a stream; {@code last} ends it for our side. */
    ChannelFuture send(int stream, byte[] data, boolean last) {
        var frame = new DefaultSpdyDataFrame(id(stream), Unpooled.wrappedBuffer(data));
        frame.setLast(last);
        return channel.writeAndFlush(frame);
    }

    /** Holds the server back, or lets it go on. */
    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void close() {
        channel.close();
    }

    /** A client's streams have odd numbers. */
    private static int id(int stream) {
        return 2 * stream + 1;
    }

    /** Sends the request, reads the answer's head, and gives way to SPDY. */
    private static final class Upgrade extends ByteToMessageDecoder {

        private final URI url;
        private final String protocol;
        private final List<Map<String, String>> streams;
        private final CompletableFuture<Void> upgraded;

        Upgrade(URI url, String protocol, List<Map<String, String>> streams, CompletableFuture<Void> upgraded) {
            this.url = url;
            this.protocol = protocol;
            this.streams = streams;
            this.upgraded = upgraded;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            upgraded.completeExceptionally(new IOException("it closed the connection"));
            context.fireChannelInactive();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
            var request = "POST " + path + " HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: " + protocol
                    + "\r\nContent-Length: 0\r\n\r\n";
            context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), request));
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int end = headEnd(in);
            if (end < 0) {
                if (in.readableBytes() > HEAD_LIMIT) {
                    context.close();
                }
                return;
            }
            var head = in.readCharSequence(end - in.readerIndex(), StandardCharsets.ISO_8859_1)
                    .toString();
            var status = head.lines().findFirst().orElse("");
            if (!status.contains(" 101 ")) {
                upgraded.completeExceptionally(new IOException(
                        status + " " + in.toString(StandardCharsets.UTF_8).strip()));
                in.skipBytes(in.readableBytes());
                context.close();
                return;
            }
            context.pipeline().addAfter(context.name(), "spdy", new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
            for (int stream = 0; stream < streams.size(); stream++) {
                var open = new DefaultSpdySynStreamFrame(id(stream), 0, (byte) 0);
                streams.get(stream).forEach((name, value) -> open.headers().add(name, value));
                context.pipeline().lastContext().write(open);
            }
            context.pipeline().lastContext().flush();
            context.pipeline().remove(this);
            upgraded.complete(null);
        }

        private static int headEnd(ByteBuf in) {
            for (int i = in.readerIndex(); i + 3 < in.writerIndex(); i++) {
                if (in.getByte(i) == '\r' && in.getByte(i + 2) == '\r' && in.getByte(i + 1) == '\n') {
                    return i + 4;
                }
            }
            return -1;
        }
    }

    /** Passes frames to the listener. */
    private static final class Frames extends SimpleChannelInboundHandler<SpdyFrame> {

        private final Listener listener;
        private String why = "the runtime closed the connection";

        Frames(Listener listener) {
            this.listener = listener;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, SpdyFrame frame) {
            if (frame instanceof SpdyDataFrame data) {
                int stream = data.streamId() / 2;
                if (data.content().isReadable()) {
                    listener.onData(stream, ByteBufUtil.getBytes(data.content()));
                }
                if (data.isLast()) {
                    listener.onEnd(stream);
                }
            } else if (frame instanceof SpdySynReplyFrame reply) {
                if (reply.isLast()) {
                    listener.onEnd(reply.streamId() / 2);
                }
            } else if (frame instanceof SpdyRstStreamFrame reset) {
                listener.onEnd(reset.streamId() / 2);
            } else if (frame instanceof SpdyPingFrame ping && ping.id() % 2 == 0) {
                context.writeAndFlush(new DefaultSpdyPingFrame(ping.id()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            listener.onClose(why);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            why = String.valueOf(cause.getMessage());
            context.close();
        }
    }
}
