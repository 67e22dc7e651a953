package io.jukung.node.stream;

import com.google.protobuf.ByteString;
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

/** One exec or attach call: gRPC messages on the API server's side, SPDY streams on the runtime's. */
final class RemoteCommand implements StreamObserver<ExecRequest>, SpdySession.Listener {

    private static final String PROTOCOL = "v4.channel.k8s.io";
    /** An outcome is a small Status; more than this is not one. */
    private static final int OUTCOME_LIMIT = 64 * 1_024;

    private final EventLoopGroup threads;
    private final Bridge<ExecResponse> bridge;
    private final Function<ExecStart, String> prepare;
    /** Types of the streams, in the order they are opened in. */
    private volatile List<String> streams = List.of();

    private final Set<Integer> open = new HashSet<>();
    private final ByteArrayOutputStream outcome = new ByteArrayOutputStream();

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
        this.bridge = new Bridge<>(client);
        this.prepare = prepare;
    }

    // ---- from the API server

    @Override
    public void onNext(ExecRequest request) {
        switch (request.getMessageCase()) {
            case START -> bridge.open(() -> open(request.getStart()));
            case STDIN -> send("stdin", request.getStdin().toByteArray(), false);
            case STDIN_CLOSED -> send("stdin", new byte[0], request.getStdinClosed());
            case RESIZE -> send("resize", size(request.getResize()), false);
            case MESSAGE_NOT_SET -> bridge.pass();
        }
    }

    private SpdySession open(ExecStart start) throws IOException {
        var types = new ArrayList<>(List.of("error"));
        if (start.getStdin()) {
            types.add("stdin");
        }
        if (start.getStdout()) {
            types.add("stdout");
        }
        if (start.getStderr() && !start.getTty()) {
            types.add("stderr");
        }
        if (start.getTty()) {
            types.add("resize");
        }
        synchronized (this) {
            streams = List.copyOf(types);
            for (var fromRuntime : List.of("error", "stdout", "stderr")) {
                if (types.contains(fromRuntime)) {
                    open.add(types.indexOf(fromRuntime));
                }
            }
        }
        return SpdySession.open(
                threads,
                URI.create(prepare.apply(start)),
                PROTOCOL,
                types.stream().map(type -> Map.of("streamtype", type)).toList(),
                this);
    }

    private void send(String stream, byte[] data, boolean last) {
        int index = streams.indexOf(stream);
        if (index < 0) {
            bridge.pass();
        } else {
            bridge.send(index, data, last);
        }
    }

    private static byte[] size(TerminalSize size) {
        return ("{\"Width\":" + size.getWidth() + ",\"Height\":" + size.getHeight() + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void onError(Throwable cancelled) {
        bridge.hangUp();
    }

    @Override
    public void onCompleted() {
        send("stdin", new byte[0], true);
    }

    // ---- from the runtime

    @Override
    public synchronized void onData(int stream, byte[] data) {
        switch (streams.get(stream)) {
            case "stdout" ->
                bridge.answer(ExecResponse.newBuilder()
                        .setStdout(ByteString.copyFrom(data))
                        .build());
            case "stderr" ->
                bridge.answer(ExecResponse.newBuilder()
                        .setStderr(ByteString.copyFrom(data))
                        .build());
            case "error" -> {
                if (outcome.size() < OUTCOME_LIMIT) {
                    outcome.writeBytes(data);
                }
            }
            default -> {}
        }
    }

    @Override
    public synchronized void onEnd(int stream) {
        open.remove(stream);
        if (open.isEmpty()) {
            finish("the runtime ended the streams without an outcome");
        }
    }

    @Override
    public synchronized void onClose(String why) {
        finish(why);
    }

    private void finish(String why) {
        if (outcome.size() == 0) {
            bridge.fail(Status.UNAVAILABLE.withDescription(why));
            return;
        }
        var status = parsed();
        var code = status.list("details", "causes").objects().stream()
                .filter(cause -> cause.text("reason").equals("ExitCode"))
                .map(cause -> cause.text("message"))
                .findFirst();
        if (code.isEmpty() && status.text("status").equals("Failure")) {
            bridge.fail(Status.INTERNAL.withDescription(status.text("message")));
            return;
        }
        bridge.end(call -> {
            call.onNext(ExecResponse.newBuilder()
                    .setExit(ExecExit.newBuilder()
                            .setCode(code.map(Integer::parseInt).orElse(0)))
                    .build());
            call.onCompleted();
        });
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
}
