package io.jukung.store.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection: one request at a time, read part by part as they are wanted. A request that is pipelined behind the
 * one that is answered waits, and so does all behind it.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private static final int FIRST_HEAD_SECONDS = 30;
    private static final int IDLE_SECONDS = 300;
    private static final int BODY_SECONDS = 300;
    private static final int DISCARD_SECONDS = 5;
    private static final int MAX_WEBSOCKET_FRAME_BYTES = 1 << 20;
    private static final String WEBSOCKET_PATHS = "/v3";
    /** How etcd's WebSockets bring a token, since pages cannot set headers on them: {@code Bearer, <token>}. */
    private static final String BEARER = "Bearer";

    private final HttpFront front;
    private final boolean secure;
    private final boolean refused;

    private @Nullable Http1Exchange current;
    private @Nullable HttpRequest pipelined;
    private @Nullable Future<?> timeout;
    private @Nullable Inbound inbound;

    /**
     * A connection.
     *
     * @param refused whether it is one too many: its first request is told so
     */
    HttpConnection(HttpFront front, boolean secure, boolean refused) {
        this.front = front;
        this.secure = secure;
        this.refused = refused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var reading = new Inbound(context, message -> take(context, message));
        inbound = reading;
        limit(context, FIRST_HEAD_SECONDS);
        reading.one();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancelLimit();
        inbound().close();
    }

    private void limit(ChannelHandlerContext context, int seconds) {
        cancelLimit();
        timeout = context.executor().schedule(() -> late(context), seconds, TimeUnit.SECONDS);
    }

    private void cancelLimit() {
        var running = timeout;
        timeout = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void late(ChannelHandlerContext context) {
        var exchange = current;
        if (exchange == null || exchange.answered()) {
            context.close();
        } else if (!exchange.bodyDone()) {
            exchange.answerAndClose(HttpAnswer.text(408, "408 Request Timeout"));
        }
    }

    private Inbound inbound() {
        if (inbound == null) {
            throw new IllegalStateException("not added");
        }
        return inbound;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        inbound().arrived(message);
    }

    private void take(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            if (current == null) {
                begin(context, request);
            } else {
                pipelined = request;
            }
        } else if (message instanceof HttpContent content && current != null) {
            current.received(content, content instanceof LastHttpContent);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        limit(context, BODY_SECONDS);
        var exchange = new Http1Exchange(context, request, inbound(), ownerOf(context));
        current = exchange;
        var malformed = malformed(request);
        if (malformed != null) {
            exchange.answerAndClose(malformed);
            return;
        }
        RequestHead head;
        try {
            head = RequestHead.of(request.method().name(), request.uri(), request.headers(), secure);
        } catch (IllegalArgumentException e) {
            exchange.answerAndClose(HttpAnswer.text(400, "400 Bad Request"));
            return;
        }
        exchange.useHeaders(front.headersFor(head));
        if (isWebSocket(request, head)) {
            becomeWebSocket(context, request, head, exchange);
            return;
        }
        exchange.handled(front.handle(head, exchange));
    }

    private Http1Exchange.Owner ownerOf(ChannelHandlerContext context) {
        return new Http1Exchange.Owner() {
            @Override
            public void started() {
                cancelLimit();
            }

            @Override
            public void discarding() {
                limit(context, DISCARD_SECONDS);
            }

            @Override
            public void done() {
                next(context);
            }
        };
    }

    private @Nullable HttpAnswer malformed(HttpRequest request) {
        if (refused) {
            return HttpAnswer.text(
                    503, "503 Service Unavailable: more than " + HttpConnections.MAX_OPEN + " connections speak HTTP");
        }
        return switch (request.decoderResult().cause()) {
            case null -> null;
            case TooLongHttpLineException line -> HttpAnswer.text(414, "414 Request URI Too Long");
            case TooLongHttpHeaderException header -> HttpAnswer.text(431, "431 Request Header Fields Too Large");
            case TooLongFrameException frame -> HttpAnswer.text(431, "431 Request Header Fields Too Large");
            default -> HttpAnswer.text(400, "400 Bad Request");
        };
    }

    private static boolean isWebSocket(HttpRequest request, RequestHead head) {
        return head.path().startsWith(WEBSOCKET_PATHS)
                && "GET".equals(head.method())
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private void becomeWebSocket(
            ChannelHandlerContext context, HttpRequest request, RequestHead head, Http1Exchange exchange) {
        var version = WebSocketVersion.V13.toHttpHeaderValue();
        // Without one it would be one of the drafts before the standard.
        if (!version.contentEquals(head.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString()))) {
            exchange.answerAndClose(
                    HttpAnswer.text(426, "426 Upgrade Required").with("sec-websocket-version", version));
            return;
        }
        if (!request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            exchange.answerAndClose(HttpAnswer.text(400, "400 Bad Request: no Sec-WebSocket-Key"));
            return;
        }
        var headers = request.headers().copy();
        var protocols =
                head.header(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL.toString()).split(",", 2);
        if (protocols.length == 2 && BEARER.equals(protocols[0].strip())) {
            headers.set(HttpHeaderNames.AUTHORIZATION, BEARER + " " + protocols[1].strip());
        }
        var opening = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
        var stream = new RequestHead("POST", head.path(), head.query(), headers, secure);
        current = null;
        var socket = new WebSocketConnection(front, stream);
        var handshaker = new WebSocketServerHandshaker13(null, BEARER, false, MAX_WEBSOCKET_FRAME_BYTES);
        context.pipeline().replace(this, null, socket);
        handshaker.handshake(socket.channel(), opening).addListener(done -> {
            if (!done.isSuccess()) {
                context.channel().close();
            }
        });
    }

    /** The exchange is over. The next begins in its own turn: a thousand pipelined requests would else be a thousand frames. */
    private void next(ChannelHandlerContext context) {
        current = null;
        limit(context, IDLE_SECONDS);
        context.executor().execute(() -> {
            var waiting = pipelined;
            pipelined = null;
            if (waiting != null) {
                begin(context, waiting);
            } else {
                inbound().one();
            }
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        var exchange = current;
        if (exchange != null && context.channel().isWritable()) {
            exchange.writable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelLimit();
        var exchange = current;
        if (exchange != null) {
            exchange.gone();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("HTTP connection from {} ends", context.channel().remoteAddress(), cause);
        context.close();
    }
}
