package io.jukung.store.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.Executor;

/** One request on a {@link HttpConnection}. */
final class Http1Exchange implements Exchange {

    /** What is read of a body that nobody wants, so that the client reads its answer before the connection ends. */
    private static final long MAX_DISCARDED_BYTES = 8 << 20;

    private static final byte[] LINE_END = {'\n'};

    private final ChannelHandlerContext context;
    private final Inbound inbound;
    private final Owner owner;
    private final boolean head;
    private final boolean chunked;
    private boolean expectsContinue;
    private boolean keepAlive;
    private Map<String, String> commonHeaders = Map.of();
    private BodyReader reader = BodyReader.NONE;
    private boolean taken;
    private boolean wantedEarly;
    private boolean bodyDone;
    private boolean answered;
    private boolean closing;
    private long discarded;

    /** The connection. */
    interface Owner {

        /** An answer has begun whose end is not known: the body may take its time. */
        void started();

        /** The answer is sent, and the rest of the body is being read away. */
        void discarding();

        /** The next request may come. */
        void done();
    }

    /** A request whose body is still to be read. */
    Http1Exchange(ChannelHandlerContext context, HttpRequest request, Inbound inbound, Owner owner) {
        this.context = context;
        this.inbound = inbound;
        this.owner = owner;
        head = HttpMethod.HEAD.equals(request.method());
        chunked = HttpVersion.HTTP_1_1.equals(request.protocolVersion());
        keepAlive = HttpUtil.isKeepAlive(request);
        expectsContinue = HttpUtil.is100ContinueExpected(request);
    }

    void useHeaders(Map<String, String> headers) {
        commonHeaders = headers;
    }

    /** Who has taken the request; its body is read only as it is wanted. */
    void handled(BodyReader by) {
        reader = by;
        taken = true;
        if (wantedEarly) {
            wantBody();
        }
    }

    boolean bodyDone() {
        return bodyDone;
    }

    boolean answered() {
        return answered;
    }

    void received(HttpContent part, boolean last) {
        if (part.decoderResult().isFailure()) {
            bodyDone = true;
            answerAndClose(HttpAnswer.text(400, "400 Bad Request"));
            return;
        }
        if (answered) {
            discarded += part.content().readableBytes();
            bodyDone |= last;
            afterAnswer();
            return;
        }
        bodyDone = last;
        if (part.content().isReadable()) {
            reader.data(part.content());
        } else if (!last) {
            inbound.one();
        }
        if (last) {
            reader.end();
            if (!answered) {
                // Else nobody would notice that the client goes.
                inbound.one();
            }
        }
    }

    void writable() {
        reader.writable();
    }

    void gone() {
        if (!answered) {
            answered = true;
            reader.gone();
        }
    }

    @Override
    public Executor loop() {
        return context.executor();
    }

    @Override
    public void wantBody() {
        if (bodyDone || answered) {
            return;
        }
        if (!taken) {
            wantedEarly = true;
            return;
        }
        if (expectsContinue) {
            expectsContinue = false;
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        inbound.one();
    }

    void answerAndClose(HttpAnswer answer) {
        keepAlive = false;
        answer(answer);
    }

    @Override
    public void answer(HttpAnswer answer) {
        if (answered) {
            return;
        }
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        putHeaders(response, answer.headers());
        HttpUtil.setContentLength(response, answer.body().length);
        sent(context.writeAndFlush(response));
    }

    private void putHeaders(HttpResponse response, Map<String, String> headers) {
        if (expectsContinue) {
            // The client may or may not send its body now: nobody can tell what comes next.
            keepAlive = false;
        }
        commonHeaders.forEach(response.headers()::set);
        headers.forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    }

    @Override
    public void start(int status, Map<String, String> headers) {
        if (answered) {
            return;
        }
        owner.started();
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        keepAlive &= chunked;
        putHeaders(response, headers);
        HttpUtil.setTransferEncodingChunked(response, chunked);
        context.writeAndFlush(response);
    }

    @Override
    public void line(byte[] line) {
        if (!answered) {
            context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line, LINE_END)));
        }
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void end() {
        if (!answered) {
            sent(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        }
    }

    private void sent(ChannelFuture written) {
        answered = true;
        written.addListener(done -> {
            if (done.isSuccess()) {
                afterAnswer();
            } else {
                context.close();
            }
        });
    }

    /** Reads the rest of the body away, then gives the connection to the next request or ends it. */
    private void afterAnswer() {
        if (closing) {
            return;
        }
        if (!bodyDone && discarded <= MAX_DISCARDED_BYTES && !expectsContinue) {
            owner.discarding();
            inbound.one();
            return;
        }
        closing = true;
        if (keepAlive && bodyDone) {
            owner.done();
        } else {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
