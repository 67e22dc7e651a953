package io.jukung.node.stream;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.node.v1.PortForwardRequest;
import io.jukung.proto.node.v1.PortForwardResponse;
import io.jukung.proto.node.v1.PortForwardStart;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection to a port inside a pod, its loopback included: the runtime dials it there. */
final class PortForwarding implements StreamObserver<PortForwardRequest>, SpdySession.Listener {

    private static final String PROTOCOL = "portforward.k8s.io";
    private static final int ERROR = 0;
    private static final int DATA = 1;
    private static final int ERROR_LIMIT = 16 * 1_024;

    private final EventLoopGroup threads;
    private final ServerCallStreamObserver<PortForwardResponse> client;
    private final Function<PortForwardStart, String> prepare;
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private volatile @Nullable SpdySession session;
    private boolean dataOver;
    private boolean errorOver;
    private boolean over;

    PortForwarding(
            EventLoopGroup threads,
            ServerCallStreamObserver<PortForwardResponse> client,
            Function<PortForwardStart, String> prepare) {
        this.threads = threads;
        this.client = client;
        this.prepare = prepare;
        client.disableAutoRequest();
        client.setOnReadyHandler(() -> {
            var now = session;
            if (now != null) {
                now.reading(true);
            }
        });
        client.setOnCancelHandler(this::hangUp);
        client.request(1);
    }

    @Override
    public void onNext(PortForwardRequest request) {
        switch (request.getMessageCase()) {
            case START -> begin(request.getStart());
            case DATA -> send(request.getData().toByteArray(), false);
            case MESSAGE_NOT_SET -> client.request(1);
        }
    }

    private void begin(PortForwardStart start) {
        try {
            var port = Integer.toString(start.getPort());
            var url = URI.create(prepare.apply(start));
            var opened = SpdySession.open(
                    threads,
                    url,
                    PROTOCOL,
                    List.of(
                            Map.of("streamtype", "error", "port", port, "requestid", "0"),
                            Map.of("streamtype", "data", "port", port, "requestid", "0")),
                    this);
            session = opened;
            closeIfOver();
            client.request(1);
        } catch (IOException e) {
            fail(Status.UNAVAILABLE.withDescription(e.getMessage()));
        } catch (StatusRuntimeException e) {
            fail(e.getStatus());
        }
    }

    private void send(byte[] data, boolean last) {
        var now = session;
        if (now == null) {
            client.request(1);
            return;
        }
        now.send(DATA, data, last).addListener(done -> client.request(1));
    }

    @Override
    public void onError(Throwable cancelled) {
        hangUp();
    }

    @Override
    public void onCompleted() {
        send(new byte[0], true);
    }

    /** The other side may have ended it while the session was still being opened. */
    private synchronized void closeIfOver() {
        if (over) {
            hangUp();
        }
    }

    private void hangUp() {
        var now = session;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public synchronized void onData(int stream, byte[] data) {
        if (stream == ERROR) {
            if (error.size() < ERROR_LIMIT) {
                error.writeBytes(data);
            }
            return;
        }
        if (over) {
            return;
        }
        client.onNext(PortForwardResponse.newBuilder()
                .setData(ByteString.copyFrom(data))
                .build());
        var now = session;
        if (now != null && !client.isReady()) {
            now.reading(false);
            // It may have become ready in between.
            if (client.isReady()) {
                now.reading(true);
            }
        }
    }

    @Override
    public synchronized void onEnd(int stream) {
        dataOver |= stream == DATA;
        errorOver |= stream == ERROR;
        if (dataOver && (errorOver || error.size() == 0)) {
            finish("");
        }
    }

    @Override
    public synchronized void onClose(String why) {
        finish(why);
    }

    private void finish(String why) {
        if (over) {
            return;
        }
        over = true;
        var text = error.size() > 0 ? error.toString(StandardCharsets.UTF_8) : why;
        if (text.isEmpty()) {
            client.onCompleted();
        } else {
            client.onError(Status.UNAVAILABLE.withDescription(text.strip()).asRuntimeException());
        }
        hangUp();
    }

    private synchronized void fail(Status status) {
        if (!over) {
            over = true;
            client.onError(status.asRuntimeException());
        }
    }
}
