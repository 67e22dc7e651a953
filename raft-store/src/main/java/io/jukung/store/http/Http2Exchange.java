package io.jukung.store.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One request on an HTTP/2 connection. Its body comes as far as the window of flow control goes, which opens again when more is
 * wanted.
 */
final class Http2Exchange implements Exchange {

    /** What may wait for the client before nothing more is to be sent. */
    private static final int MAX_WAITING_BYTES = 64 << 10;

    private static final int BODY_SECONDS = 300;

    private static final byte[] LINE_END = {'\n'};

    private final ChannelHandlerContext context;
    private final Http2ConnectionHandler connection;
    private final Http2Stream stream;
    private boolean head;
    private Map<String, String> commonHeaders = Map.of();
    private BodyReader reader = BodyReader.NONE;
    private int unconsumed;
    private int waiting;
    private boolean bodyDone;
    private boolean answered;
    private final Future<?> late;

    Http2Exchange(ChannelHandlerContext context, Http2ConnectionHandler connection, Http2Stream stream) {
        this.context = context;
        this.connection = connection;
        this.stream = stream;
        this.late = context.executor()
                .schedule(() -> answer(HttpAnswer.text(408, "408 Request Timeout")), BODY_SECONDS, TimeUnit.SECONDS);
    }

    void use(boolean withoutBody, Map<String, String> headers) {
        head = withoutBody;
        commonHeaders = headers;
    }

    void handled(BodyReader by) {
        reader = by;
    }

    void received(ByteBuf data) {
        unconsumed += data.readableBytes();
        if (!answered && data.isReadable()) {
            reader.data(data);
        } else {
            consume();
        }
    }

    void bodyEnded() {
        if (!bodyDone) {
            bodyDone = true;
            late.cancel(false);
            if (!answered) {
                reader.end();
            }
        }
    }

    void gone() {
        if (!answered) {
            answered = true;
            late.cancel(false);
            reader.gone();
        }
    }

    private void consume() {
        int taken = unconsumed;
        unconsumed = 0;
        if (taken > 0) {
            try {
                if (connection.connection().local().flowController().consumeBytes(stream, taken)) {
                    connection.flush(context);
                }
            } catch (Http2Exception e) {
                connection.onError(context, false, e);
            }
        }
    }

    @Override
    public Executor loop() {
        return context.executor();
    }

    @Override
    public void wantBody() {
        consume();
    }

    @Override
    public boolean isWritable() {
        return waiting < MAX_WAITING_BYTES;
    }

    private void writeHeaders(int status, Map<String, String> headers, int length, boolean end) {
        Http2Headers fields = new DefaultHttp2Headers()
                .status(HttpResponseStatus.valueOf(status).codeAsText());
        commonHeaders.forEach(fields::set);
        headers.forEach(fields::set);
        if (length >= 0) {
            fields.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        connection.encoder().writeHeaders(context, stream.id(), fields, 0, end, context.newPromise());
    }

    private void writeData(ByteBuf data, boolean end) {
        int bytes = data.readableBytes();
        waiting += bytes;
        connection
                .encoder()
                .writeData(context, stream.id(), data, 0, end, context.newPromise())
                .addListener(written -> {
                    boolean wasFull = !isWritable();
                    waiting -= bytes;
                    if (wasFull && isWritable() && !answered) {
                        reader.writable();
                    }
                });
        connection.flush(context);
    }

    @Override
    public void answer(HttpAnswer answer) {
        if (answered) {
            return;
        }
        boolean empty = head || answer.body().length == 0;
        writeHeaders(answer.status(), answer.headers(), answer.body().length, empty);
        if (!empty) {
            writeData(Unpooled.wrappedBuffer(answer.body()), true);
        }
        done();
    }

    @Override
    public void start(int status, Map<String, String> headers) {
        if (!answered) {
            late.cancel(false);
            writeHeaders(status, headers, -1, false);
            connection.flush(context);
        }
    }

    @Override
    public void line(byte[] line) {
        if (!answered) {
            writeData(Unpooled.wrappedBuffer(line, LINE_END), false);
        }
    }

    @Override
    public void end() {
        if (!answered) {
            writeData(Unpooled.EMPTY_BUFFER, true);
            done();
        }
    }

    private void done() {
        answered = true;
        late.cancel(false);
        consume();
        if (!bodyDone) {
            // The rest of the body is not wanted.
            connection.encoder().writeRstStream(context, stream.id(), Http2Error.NO_ERROR.code(), context.newPromise());
        }
        connection.flush(context);
    }
}
