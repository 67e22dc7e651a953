package io.jukung.api.server.streams;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.status.Rejection;
import io.jukung.proto.node.v1.ExecRequest;
import io.jukung.proto.node.v1.ExecResponse;
import io.jukung.proto.node.v1.TerminalSize;
import java.util.Arrays;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One exec or attach: the subprotocols {@code v4.channel.k8s.io} and {@code v5.channel.k8s.io}, whose
 * messages begin with the number of their channel. Each side is read only as fast as the other takes it.
 */
final class ExecSession {

    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final byte ERROR = 3;
    private static final byte RESIZE = 4;
    /** v5: the sender closes the channel named by the next byte. */
    private static final byte CLOSE = (byte) 255;

    private final WebSocketWriter out = WebSocket.streaming();
    private final FromNode fromNode = new FromNode();
    private final ClientDemand demand =
            new ClientDemand(() -> fromNode.requests().isReady());

    private ExecSession() {}

    /** Connects the client's messages with the node; what it returns goes to the client. */
    static WebSocket start(PodStreams.Session session, boolean exec, WebSocket in) {
        var running = new ExecSession();
        if (exec) {
            session.place().stub().exec(running.fromNode);
        } else {
            session.place().stub().attach(running.fromNode);
        }
        running.fromNode
                .requests()
                .onNext(ExecRequest.newBuilder().setStart(session.start()).build());
        in.subscribe(running.new FromClient());
        return running.out;
    }

    private void write(byte channel, byte[] data) {
        var message = new byte[data.length + 1];
        message[0] = channel;
        System.arraycopy(data, 0, message, 1, data.length);
        if (!out.tryWrite(WebSocketFrame.ofBinary(message))) {
            fromNode.requests().cancel("the client is gone", null);
        }
    }

    private void finish(ObjectValue status) {
        write(ERROR, Json.write(status));
        out.close();
    }

    private final class FromNode implements ClientResponseObserver<ExecRequest, ExecResponse> {

        private ClientCallStreamObserver<ExecRequest> requests;

        @SuppressWarnings("NullAway.Init") // set by beforeStart, which runs inside the call that opens the stream
        FromNode() {}

        ClientCallStreamObserver<ExecRequest> requests() {
            return requests;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ExecRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(1);
            stream.setOnReadyHandler(demand::onNodeReady);
        }

        @Override
        public void onNext(ExecResponse response) {
            switch (response.getMessageCase()) {
                case STDOUT -> write(STDOUT, response.getStdout().toByteArray());
                case STDERR -> write(STDERR, response.getStderr().toByteArray());
                case EXIT -> finish(exited(response.getExit().getCode()));
                case MESSAGE_NOT_SET -> {}
            }
            out.whenConsumed().thenRun(() -> requests.request(1));
        }

        @Override
        public void onError(Throwable error) {
            var rejection = error instanceof StatusRuntimeException status
                    ? PodStreams.rejection(status)
                    : Rejection.internal(String.valueOf(error.getMessage()));
            finish(rejection.status());
        }

        @Override
        public void onCompleted() {
            out.close();
        }
    }

    private static ObjectValue exited(int code) {
        if (code == 0) {
            return ObjectValue.builder()
                    .put("metadata", ObjectValue.empty())
                    .put("status", "Success")
                    .build();
        }
        return ObjectValue.builder()
                .put("metadata", ObjectValue.empty())
                .put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: exit status " + code)
                .put("reason", "NonZeroExitCode")
                .put(
                        "details",
                        ObjectValue.of(
                                "causes",
                                ListValue.of(ObjectValue.builder()
                                        .put("reason", "ExitCode")
                                        .put("message", Integer.toString(code))
                                        .build())))
                .build();
    }

    private final class FromClient implements Subscriber<WebSocketFrame> {

        @Override
        public void onSubscribe(Subscription granted) {
            demand.start(granted);
        }

        @Override
        public void onNext(WebSocketFrame frame) {
            if (frame.type() == WebSocketFrameType.CLOSE) {
                fromNode.requests().cancel("the client closed", null);
                return;
            }
            if (frame.type() == WebSocketFrameType.BINARY || frame.type() == WebSocketFrameType.TEXT) {
                message(frame.array());
            }
            demand.next();
        }

        private void message(byte[] bytes) {
            if (bytes.length == 0) {
                return;
            }
            var request = ExecRequest.newBuilder();
            switch (bytes[0]) {
                case STDIN -> {
                    if (bytes.length > 1) {
                        fromNode.requests()
                                .onNext(request.setStdin(ByteString.copyFrom(bytes, 1, bytes.length - 1))
                                        .build());
                    }
                }
                case RESIZE -> resize(Arrays.copyOfRange(bytes, 1, bytes.length));
                case CLOSE -> {
                    if (bytes.length > 1 && bytes[1] == STDIN) {
                        fromNode.requests().onNext(request.setStdinClosed(true).build());
                    }
                }
                default -> {
                    // Clients write to no other channel; Kubernetes drops such messages too.
                }
            }
        }

        private void resize(byte[] json) {
            try {
                var size = Json.readObject(json);
                fromNode.requests()
                        .onNext(ExecRequest.newBuilder()
                                .setResize(TerminalSize.newBuilder()
                                        .setWidth((int) size.whole(0, "Width"))
                                        .setHeight((int) size.whole(0, "Height")))
                                .build());
            } catch (DecodingException e) {
                finish(Rejection.badRequest("terminal size: " + e.getMessage())
                        .status()
                        .with("status", Value.of("Failure")));
            }
        }

        @Override
        public void onError(Throwable error) {
            fromNode.requests().cancel("the client is gone", error);
        }

        @Override
        public void onComplete() {
            fromNode.requests().cancel("the client is gone", null);
        }
    }
}
