package io.jukung.store.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket as a request: messages from the client are its body, each line of the answer is a message. */
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

    private final HttpFront front;
    private final RequestHead head;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Inbound inbound;
    private BodyReader reader = BodyReader.NONE;
    private boolean taken;
    private boolean ended;

    WebSocketConnection(HttpFront front, RequestHead head) {
        this.front = front;
        this.head = head;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        inbound = new Inbound(added, this::take);
        added.executor().execute(() -> {
            reader = front.handle(head, this);
            taken = true;
            // The end of the opening request, or that the client goes, is read even if nothing is wanted.
            inbound().one();
        });
    }

    /** Once added. */
    ChannelHandlerContext channel() {
        if (context == null) {
            throw new IllegalStateException("not added");
        }
        return context;
    }

    private Inbound inbound() {
        if (inbound == null) {
            throw new IllegalStateException("not added");
        }
        return inbound;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        inbound().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        inbound().arrived(message);
    }

    private void take(Object message) {
        switch (message) {
            case PingWebSocketFrame ping -> {
                channel().writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                inbound().one();
            }
            case PongWebSocketFrame pong -> inbound().one();
            case CloseWebSocketFrame close -> {
                gone();
                channel().writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
            case WebSocketFrame data when data.content().isReadable() && !ended -> reader.data(data.content());
            default -> inbound().one();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            reader.writable();
        }
        from.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        gone();
        from.fireChannelInactive();
    }

    private void gone() {
        if (!ended) {
            ended = true;
            reader.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        LOG.debug("WebSocket from {} ends", from.channel().remoteAddress(), cause);
        from.close();
    }

    @Override
    public Executor loop() {
        return channel().executor();
    }

    @Override
    public void wantBody() {
        // Before it is handled, nobody could take what is read.
        if (taken) {
            inbound().one();
        }
    }

    @Override
    public void answer(HttpAnswer answer) {
        line(new String(answer.body(), StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
        end();
    }

    @Override
    public void start(int status, Map<String, String> headers) {
        // The handshake was the start.
    }

    @Override
    public void line(byte[] line) {
        if (!ended) {
            channel().writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(line)));
        }
    }

    @Override
    public boolean isWritable() {
        return channel().channel().isWritable();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            channel()
                    .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
