package io.jukung.node.stream;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.node.v1.PortForwardRequest;
import io.jukung.proto.node.v1.PortForwardResponse;
import io.jukung.proto.node.v1.PortForwardStart;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One connection to a port inside a pod, its loopback included: the runtime dials it there. Fails with
 * FAILED_PRECONDITION and the runtime's words when nothing listens there.
 */
final class PortForwarding implements StreamObserver<PortForwardRequest>, SpdySession.Listener {

    private static final String PROTOCOL = "portforward.k8s.io";
    private static final int ERROR = 0;
    private static final int DATA = 1;
    private static final int ERROR_LIMIT = 16 * 1_024;

    private final EventLoopGroup threads;
    private final Bridge<PortForwardResponse> bridge;
    private final Function<PortForwardStart, String> prepare;
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private boolean dataOver;
    private boolean errorOver;

    /**
     * A call that has just come in.
     *
     * @param prepare gets the one-time address for the start message; throws a gRPC status
     */
    PortForwarding(
            EventLoopGroup threads,
            ServerCallStreamObserver<PortForwardResponse> client,
            Function<PortForwardStart, String> prepare) {
        this.threads = threads;
        this.bridge = new Bridge<>(client);
        this.prepare = prepare;
    }

    // ---- from the API server

    @Override
    public void onNext(PortForwardRequest request) {
        switch (request.getMessageCase()) {
            case START -> bridge.open(() -> open(request.getStart()));
            case DATA -> bridge.send(DATA, request.getData().toByteArray(), false);
            case MESSAGE_NOT_SET -> bridge.pass();
        }
    }

    private SpdySession open(PortForwardStart start) throws java.io.IOException {
        var port = Integer.toString(start.getPort());
        return SpdySession.open(
                threads,
                URI.create(prepare.apply(start)),
                PROTOCOL,
                List.of(
                        Map.of("streamtype", "error", "port", port, "requestid", "0"),
                        Map.of("streamtype", "data", "port", port, "requestid", "0")),
                this);
    }

    @Override
    public void onError(Throwable cancelled) {
        bridge.hangUp();
    }

    @Override
    public void onCompleted() {
        bridge.send(DATA, new byte[0], true);
    }

    // ---- from the runtime

    @Override
    public synchronized void onData(int stream, byte[] data) {
        if (stream == DATA) {
            bridge.answer(PortForwardResponse.newBuilder()
                    .setData(ByteString.copyFrom(data))
                    .build());
        } else if (error.size() < ERROR_LIMIT) {
            error.writeBytes(data);
        }
    }

    /** The runtime ends the data before it says why: both have to be over. */
    @Override
    public synchronized void onEnd(int stream) {
        dataOver |= stream == DATA;
        errorOver |= stream == ERROR;
        if (dataOver && errorOver) {
            finish("");
        }
    }

    @Override
    public synchronized void onClose(String why) {
        finish(why);
    }

    private void finish(String why) {
        var text = error.size() > 0 ? error.toString(StandardCharsets.UTF_8) : why;
        if (text.isEmpty()) {
            bridge.end(StreamObserver::onCompleted);
        } else {
            bridge.fail(Status.FAILED_PRECONDITION.withDescription(text.strip()));
        }
    }
}
