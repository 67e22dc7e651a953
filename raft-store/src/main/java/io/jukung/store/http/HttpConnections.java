package io.jukung.store.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes connections speak HTTP/1.1. There is a limit to how many do so at once. */
public final class HttpConnections {

    static final int MAX_OPEN = 4096;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_PART_BYTES = 64 << 10;
    /** A client that takes nothing for so long is let go. */
    private static final int WRITE_TIMEOUT_SECONDS = 300;

    private final HttpFront front;
    private final AtomicInteger open = new AtomicInteger();

    public HttpConnections(HttpFront front) {
        this.front = front;
    }

    /** Adds the handlers at the end of a connection's pipeline; {@code secure}: whether there is TLS below. */
    void accept(ChannelPipeline pipeline, boolean secure) {
        handlers(pipeline.channel(), secure).forEach(pipeline::addLast);
    }

    /** Adds the handlers behind another. */
    public void acceptAfter(ChannelHandlerContext other, boolean secure) {
        // From the last to the first: the codec is there only once somebody takes what it reads.
        handlers(other.channel(), secure)
                .reversed()
                .forEach(handler -> other.pipeline().addAfter(other.name(), null, handler));
    }

    private List<ChannelHandler> handlers(Channel channel, boolean secure) {
        boolean tooMany = open.incrementAndGet() > MAX_OPEN;
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        channel.config().setAutoRead(false);
        var codec = new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PART_BYTES));
        return List.of(
                codec,
                new WriteTimeoutHandler(WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS),
                new HttpConnection(front, secure, tooMany));
    }

    HttpFront front() {
        return front;
    }
}
