package io.jukung.api.server.streams;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.proto.node.v1.PortForwardRequest;
import io.jukung.proto.node.v1.PortForwardResponse;
import io.jukung.proto.node.v1.PortForwardStart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Port-forwarding: SPDY/3.1 inside WebSocket messages. For each connection the client opens a stream for
 * errors and one for data, both with the same {@code requestid}; each data stream is one call to the node.
 *
 * <p>The codec is Netty's, in a channel without a transport; all of it under one lock. The client's SPDY
 * has no flow control: the WebSocket's holds it back.
 */
final class PortForwardSession {

    private static final int MAX_STREAMS = 512;

    private final PodStreams.Place place;
    private final WebSocketWriter out = WebSocket.streaming();
    private final EmbeddedChannel codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, false));
    private final Map<Integer, Connection> byDataStream = new HashMap<>();
    private final Map<String, Integer> errorStreams = new HashMap<>();
    private final Object lock = new Object();
    private final ClientDemand demand = new ClientDemand(this::nodeTakesMore);

    private PortForwardSession(PodStreams.Place place) {
        this.place = place;
    }

    static WebSocket start(PodStreams.Place place, WebSocket in) {
        var session = new PortForwardSession(place);
        in.subscribe(session.new FromClient());
        return session.out;
    }

    /** One connection that takes no more holds all back: the client's SPDY has no windows to tell it of one. */
    private boolean nodeTakesMore() {
        synchronized (lock) {
            return byDataStream.values().stream().allMatch(Connection::takesMore);
        }
    }

    private void send(Object frame) {
        synchronized (lock) {
            if (!codec.isOpen()) {
                return;
            }
            codec.writeOutbound(frame);
            for (ByteBuf bytes = codec.readOutbound(); bytes != null; bytes = codec.readOutbound()) {
                var copy = new byte[bytes.readableBytes()];
                bytes.readBytes(copy);
                bytes.release();
                if (!out.tryWrite(WebSocketFrame.ofBinary(copy))) {
                    byDataStream.values().forEach(Connection::cancel);
                    byDataStream.clear();
                }
            }
        }
    }

    private void receive(byte[] bytes) {
        synchronized (lock) {
            if (!codec.isOpen()) {
                return;
            }
            codec.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
                try {
                    frame(frame);
                } finally {
                    ReferenceCountUtil.release(frame);
                }
            }
        }
    }

    private void frame(Object frame) {
        switch (frame) {
            case SpdySynStreamFrame opened -> open(opened.streamId(), opened.headers(), opened.isLast());
            case SpdyDataFrame data -> {
                var connection = byDataStream.get(data.streamId());
                if (connection != null) {
                    var bytes = new byte[data.content().readableBytes()];
                    data.content().readBytes(bytes);
                    connection.toNode(bytes, data.isLast());
                }
            }
            case SpdyRstStreamFrame reset -> {
                var connection = byDataStream.remove(reset.streamId());
                if (connection != null) {
                    connection.cancel();
                }
            }
            case SpdyPingFrame ping -> send(new DefaultSpdyPingFrame(ping.id()));
            case SpdyGoAwayFrame ignored -> endAll();
            default -> {
                // Settings and window updates: nothing to do without flow control.
            }
        }
    }

    private void open(int stream, SpdyHeaders headers, boolean last) {
        var type = String.valueOf(headers.getAsString("streamtype"));
        var id = String.valueOf(headers.getAsString("requestid"));
        send(reply(stream));
        if (type.equals("error")) {
            if (errorStreams.size() >= MAX_STREAMS) {
                out.close();
                return;
            }
            errorStreams.put(id, stream);
            return;
        }
        var error = errorStreams.remove(id);
        int port;
        try {
            port = Integer.parseInt(String.valueOf(headers.getAsString("port")));
        } catch (NumberFormatException e) {
            send(lastData(stream, new byte[0]));
            return;
        }
        if (byDataStream.size() >= MAX_STREAMS) {
            send(lastData(stream, new byte[0]));
            return;
        }
        var connection = new Connection(stream, error == null ? 0 : error);
        byDataStream.put(stream, connection);
        connection.start(port);
        if (last) {
            connection.toNode(new byte[0], true);
        }
    }

    /**
     * With a header, though nothing is to be said: Netty writes an empty block for no headers, and Go's reader
     * takes a block without even a count for the end of the connection.
     */
    private static DefaultSpdySynReplyFrame reply(int stream) {
        var reply = new DefaultSpdySynReplyFrame(stream);
        reply.headers().add("status", "200");
        return reply;
    }

    private static DefaultSpdyDataFrame lastData(int stream, byte[] bytes) {
        var frame = new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes));
        frame.setLast(true);
        return frame;
    }

    /** One forwarded connection. */
    private final class Connection implements ClientResponseObserver<PortForwardRequest, PortForwardResponse> {

        private final int dataStream;
        private final int errorStream;
        private ClientCallStreamObserver<PortForwardRequest> requests;
        private boolean ended;

        @SuppressWarnings("NullAway.Init") // set by beforeStart, which runs inside the call that opens the stream
        Connection(int dataStream, int errorStream) {
            this.dataStream = dataStream;
            this.errorStream = errorStream;
        }

        void start(int port) {
            place.stub().portForward(this);
            requests.onNext(PortForwardRequest.newBuilder()
                    .setStart(PortForwardStart.newBuilder()
                            .setPod(place.reference())
                            .setPort(port))
                    .build());
        }

        void toNode(byte[] bytes, boolean last) {
            if (ended) {
                return;
            }
            if (bytes.length > 0) {
                requests.onNext(PortForwardRequest.newBuilder()
                        .setData(ByteString.copyFrom(bytes))
                        .build());
            }
            if (last) {
                ended = true;
                requests.onCompleted();
            }
        }

        boolean takesMore() {
            return ended || requests.isReady();
        }

        void cancel() {
            ended = true;
            requests.cancel("the client is gone", null);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<PortForwardRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(1);
            stream.setOnReadyHandler(demand::onNodeReady);
        }

        @Override
        public void onNext(PortForwardResponse response) {
            send(new DefaultSpdyDataFrame(
                    dataStream, Unpooled.wrappedBuffer(response.getData().toByteArray())));
            out.whenConsumed().thenRun(() -> requests.request(1));
        }

        @Override
        public void onError(Throwable error) {
            end(
                    error instanceof StatusRuntimeException status
                            ? PodStreams.rejection(status).text()
                            : String.valueOf(error.getMessage()));
        }

        @Override
        public void onCompleted() {
            end("");
        }

        private void end(String error) {
            synchronized (lock) {
                if (byDataStream.remove(dataStream) == null) {
                    return;
                }
                if (errorStream != 0) {
                    send(lastData(errorStream, error.getBytes(StandardCharsets.UTF_8)));
                }
                send(lastData(dataStream, new byte[0]));
            }
            demand.onNodeReady();
        }
    }

    private final class FromClient implements Subscriber<WebSocketFrame> {

        @Override
        public void onSubscribe(Subscription granted) {
            demand.start(granted);
        }

        @Override
        public void onNext(WebSocketFrame frame) {
            if (frame.type() == WebSocketFrameType.CLOSE) {
                endAll();
                return;
            }
            if (frame.type() == WebSocketFrameType.BINARY) {
                receive(frame.array());
            }
            demand.next();
        }

        @Override
        public void onError(Throwable error) {
            endAll();
        }

        @Override
        public void onComplete() {
            endAll();
        }
    }

    private void endAll() {
        synchronized (lock) {
            byDataStream.values().forEach(Connection::cancel);
            byDataStream.clear();
            codec.finishAndReleaseAll();
        }
        out.close();
    }
}
