package io.jukung.node.stream;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.proto.node.v1.ExecExit;
import io.jukung.proto.node.v1.ExecRequest;
import io.jukung.proto.node.v1.ExecResponse;
import io.jukung.proto.node.v1.ExecStart;
import io.jukung.proto.node.v1.TerminalSize;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One exec or attach call: gRPC messages on the API server's side, SPDY streams on the runtime's. Both
 * sides are held back when the other is slow.
 */
final class RemoteCommand implements StreamObserver<ExecRequest>, SpdySession.Listener {

    private static final String PROTOCOL = "v4.channel.k8s.io";
    /** An outcome is a small Status; more than this is not one. */
    private static final int OUTCOME_LIMIT = 64 * 1_024;

    private final EventLoopGroup threads;
    private final ServerCallStreamObserver<ExecResponse> client;
    private final Function<ExecStart, String> prepare;
    private final List<String> streams = new ArrayList<>();
    private final Set<Integer> open = new HashSet<>();
    private final ByteArrayOutputStream outcome = new ByteArrayOutputStream();
    private volatile @Nullable SpdySession session;
    private boolean over;

    /**
     * A call that has just come in.
     *
     * @param prepare gets the one-time address for the start message; throws a gRPC status
     */
    RemoteCommand(
            EventLoopGroup threads,
            ServerCallStreamObserver<ExecResponse> client,
            Function<ExecStart, String> prepare) {
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

    // ---- from the API server

    @Override
    public void onNext(ExecRequest request) {
        switch (request.getMessageCase()) {
            case START -> begin(request.getStart());
            case STDIN -> send("stdin", request.getStdin().toByteArray(), false);
            case STDIN_CLOSED -> send("stdin", new byte[0], request.getStdinClosed());
            case RESIZE -> send("resize", size(request.getResize()), false);
            case MESSAGE_NOT_SET -> client.request(1);
        }
    }

    private void begin(ExecStart start) {
        try {
            streams.add("error");
            if (start.getStdin()) {
                streams.add("stdin");
            }
            if (start.getStdout()) {
                streams.add("stdout");
            }
            if (start.getStderr() && !start.getTty()) {
                streams.add("stderr");
            }
            if (start.getTty()) {
                streams.add("resize");
            }
            synchronized (this) {
                for (var expected : List.of("error", "stdout", "stderr")) {
                    if (streams.contains(expected)) {
                        open.add(streams.indexOf(expected));
                    }
                }
            }
            var url = URI.create(prepare.apply(start));
            session = SpdySession.open(
                    threads,
                    url,
                    PROTOCOL,
                    streams.stream().map(type -> Map.of("streamtype", type)).toList(),
                    this);
            closeIfOver();
            client.request(1);
        } catch (IOException e) {
            fail(Status.UNAVAILABLE.withDescription(e.getMessage()));
        } catch (io.grpc.StatusRuntimeException e) {
            fail(e.getStatus());
        }
    }

    private void send(String stream, byte[] data, boolean last) {
        var now = session;
        int index = streams.indexOf(stream);
        if (now == null || index < 0) {
            client.request(1);
            return;
        }
        // The next message is asked for when this one is on its way: a slow program holds its user back.
        now.send(index, data, last).addListener(done -> client.request(1));
    }

    private static byte[] size(TerminalSize size) {
        return ("{\"Width\":" + size.getWidth() + ",\"Height\":" + size.getHeight() + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void onError(Throwable cancelled) {
        hangUp();
    }

    @Override
    public void onCompleted() {
        send("stdin", new byte[0], true);
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

    // ---- from the runtime

    @Override
    public synchronized void onData(int stream, byte[] data) {
        var bytes = com.google.protobuf.ByteString.copyFrom(data);
        switch (streams.get(stream)) {
            case "stdout" -> answer(ExecResponse.newBuilder().setStdout(bytes).build());
            case "stderr" -> answer(ExecResponse.newBuilder().setStderr(bytes).build());
            case "error" -> {
                if (outcome.size() < OUTCOME_LIMIT) {
                    outcome.writeBytes(data);
                }
            }
            default -> {}
        }
    }

    private void answer(ExecResponse response) {
        if (over) {
            return;
        }
        client.onNext(response);
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
        open.remove(stream);
        if (open.isEmpty()) {
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
        try {
            if (outcome.size() == 0 && !why.isEmpty()) {
                client.onError(Status.UNAVAILABLE.withDescription(why).asRuntimeException());
            } else {
                conclude();
            }
        } finally {
            hangUp();
        }
    }

    private void conclude() {
        var status = outcome.size() == 0 ? ObjectValue.empty() : parsed();
        var code = status.list("details", "causes").objects().stream()
                .filter(cause -> cause.text("reason").equals("ExitCode"))
                .map(cause -> cause.text("message"))
                .findFirst();
        if (code.isEmpty() && status.text("status").equals("Failure")) {
            client.onError(
                    Status.INTERNAL.withDescription(status.text("message")).asRuntimeException());
            return;
        }
        client.onNext(ExecResponse.newBuilder()
                .setExit(ExecExit.newBuilder()
                        .setCode(code.map(Integer::parseInt).orElse(0)))
                .build());
        client.onCompleted();
    }

    /** The outcome as a Status; older servers send the bare message of a failure. */
    private ObjectValue parsed() {
        try {
            return Json.readObject(outcome.toByteArray());
        } catch (DecodingException e) {
            return ObjectValue.builder()
                    .put("status", "Failure")
                    .put("message", outcome.toString(StandardCharsets.UTF_8))
                    .build();
        }
    }

    private synchronized void fail(Status status) {
        if (!over) {
            over = true;
            client.onError(status.asRuntimeException());
        }
    }
}
