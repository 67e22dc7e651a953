package io.jukung.store.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests out of a gRPC server's HTTP/2 connection that are no gRPC calls, as etcd does with TLS: what is one, its
 * content type says.
 */
public final class Http2Requests extends Http2FrameListenerDecorator {

    private static final String GRPC = "application/grpc";
    private static final int MAX_REQUESTS = 100;

    private final Http2ConnectionHandler connection;
    private final HttpFront front;
    private final Http2Connection.PropertyKey key;
    private int open;

    private Http2Requests(Http2ConnectionHandler connection, HttpFront front) {
        super(connection.decoder().frameListener());
        this.connection = connection;
        this.front = front;
        this.key = connection.connection().newKey();
    }

    /** Before the connection's first bytes are read. */
    public static void separate(Http2ConnectionHandler grpc, HttpConnections http) {
        var requests = new Http2Requests(grpc, http.front());
        grpc.decoder().frameListener(requests);
        grpc.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                Http2Exchange exchange = stream.removeProperty(requests.key);
                if (exchange != null) {
                    requests.open--;
                    exchange.gone();
                }
            }
        });
    }

    private @Nullable Http2Exchange exchange(int streamId) {
        var stream = connection.connection().stream(streamId);
        return stream == null ? null : stream.getProperty(key);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        var known = exchange(streamId);
        if (known != null) {
            if (end) {
                known.bodyEnded();
            }
            return;
        }
        var contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType != null && contentType.toString().startsWith(GRPC)) {
            super.onHeadersRead(context, streamId, headers, dependency, weight, exclusive, padding, end);
            return;
        }
        if (open >= MAX_REQUESTS) {
            throw Http2Exception.streamError(streamId, Http2Error.REFUSED_STREAM, "too many requests at once");
        }
        begin(context, streamId, headers, end);
    }

    private void begin(ChannelHandlerContext context, int streamId, Http2Headers headers, boolean end)
            throws Http2Exception {
        var fields = new DefaultHttpHeaders();
        headers.forEach(header -> {
            if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                fields.add(header.getKey(), header.getValue());
            }
        });
        if (headers.authority() != null) {
            fields.set(HttpHeaderNames.HOST, headers.authority());
        }
        if (headers.method() == null || headers.path() == null) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "no method or path");
        }
        var stream = connection.connection().stream(streamId);
        var exchange = new Http2Exchange(context, connection, stream);
        stream.setProperty(key, exchange);
        open++;
        try {
            var head =
                    RequestHead.of(headers.method().toString(), headers.path().toString(), fields, true);
            exchange.use("HEAD".equals(head.method()), front.headersFor(head));
            exchange.handled(front.handle(head, exchange));
        } catch (IllegalArgumentException e) {
            exchange.answer(HttpAnswer.text(400, "400 Bad Request"));
        }
        if (end) {
            exchange.bodyEnded();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        var exchange = exchange(streamId);
        if (exchange == null) {
            return super.onDataRead(context, streamId, data, padding, end);
        }
        exchange.received(data);
        if (end) {
            exchange.bodyEnded();
        }
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) throws Http2Exception {
        var exchange = exchange(streamId);
        if (exchange == null) {
            super.onRstStreamRead(context, streamId, errorCode);
        } else {
            exchange.gone();
        }
    }
}
