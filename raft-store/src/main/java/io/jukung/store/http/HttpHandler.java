package io.jukung.store.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP/1.1 connection, one request at a time. */
public final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

    private final HttpEndpoints endpoints;

    public HttpHandler(HttpEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        boolean head = HttpMethod.HEAD.equals(request.method());
        if (!head && !HttpMethod.GET.equals(request.method())) {
            send(context, HttpAnswer.text(405, "Method Not Allowed\n"), false, keepAlive);
            return;
        }
        if (!request.decoderResult().isSuccess()) {
            send(context, HttpAnswer.text(400, "Bad Request\n"), false, false);
            return;
        }
        var uri = new QueryStringDecoder(request.uri());
        context.channel().config().setAutoRead(false);
        endpoints
                .get(uri.path(), uri.parameters())
                .whenComplete((answer, failure) -> context.executor().execute(() -> {
                    var sent =
                            answer != null ? answer : HttpAnswer.text(500, "Internal Server Error: " + failure + "\n");
                    send(context, sent, head, keepAlive);
                    context.channel().config().setAutoRead(true);
                }));
    }

    private static void send(ChannelHandlerContext context, HttpAnswer answer, boolean head, boolean keepAlive) {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, keepAlive ? "keep-alive" : "close");
        if (answer.status() == 405) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("HTTP connection from {} ends", context.channel().remoteAddress(), cause);
        context.close();
    }
}
