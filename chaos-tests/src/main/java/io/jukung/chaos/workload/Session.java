package io.jukung.chaos.workload;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.run.Clock;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process's connections. It asks one member, or, if it roams, the next one with each operation. Every request is
 * remembered; none is ever sent twice by itself.
 */
final class Session implements AutoCloseable {

    /** Longer answers than etcd's clients take by default are none that a workload asks for. */
    private static final int ANSWER_BYTES = 64 << 20;
    /** After so many deadlines in a row its connection is given up: behind a partition TCP waits longer than we do. */
    private static final int PATIENCE = 2;

    private final List<Endpoint> endpoints;
    private final boolean roams;
    private final Clock clock;
    private final Duration deadline;
    private final Map<Integer, ManagedChannel> channels = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private int at;
    private int silent;

    Session(List<Endpoint> endpoints, int home, boolean roams, Clock clock, Duration deadline) {
        this.endpoints = List.copyOf(endpoints);
        this.at = home % endpoints.size();
        this.roams = roams;
        this.clock = clock;
        this.deadline = deadline;
    }

    /** A new operation begins. */
    void begin() {
        calls.clear();
        if (roams) {
            move();
        }
    }

    /** Asks the next member from now on. */
    void move() {
        at = (at + 1) % endpoints.size();
        silent = 0;
    }

    /** The operation's requests until now. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    String member() {
        return endpoints.get(at).member();
    }

    Clock clock() {
        return clock;
    }

    ManagedChannel channel() {
        return channels.computeIfAbsent(at, index -> {
            var endpoint = endpoints.get(index);
            return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), InsecureChannelCredentials.create())
                    .maxInboundMessageSize(ANSWER_BYTES)
                    .disableRetry()
                    .build();
        });
    }

    <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) throws NotAnswered {
        return call(method, request, deadline);
    }

    <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request, Duration within)
            throws NotAnswered {
        var member = member();
        long begun = clock.nanos();
        try {
            var response = ClientCalls.blockingUnaryCall(
                    channel(),
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS),
                    request);
            silent = 0;
            remember(member, method, request, new Call.Result.Answered(response), begun);
            return response;
        } catch (StatusRuntimeException e) {
            var result = Refusals.of(e.getStatus());
            remember(member, method, request, result, begun);
            troubled(e.getStatus());
            throw new NotAnswered(result, writes(request));
        }
    }

    /** Remembers a request that was not made by {@link #call}, which ends now. */
    void remember(String member, MethodDescriptor<?, ?> method, Message request, Call.Result result, long begun) {
        var name = method.getFullMethodName();
        calls.add(new Call(member, name.substring(name.indexOf('.') + 1), request, result, begun, clock.nanos()));
    }

    /** A request failed so: the connection may have to be made anew. */
    void troubled(Status status) {
        var channel = channel();
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && ++silent >= PATIENCE) {
            channels.remove(at);
            channel.shutdownNow();
            silent = 0;
        } else {
            // gRPC would wait ever longer between attempts to connect.
            channel.resetConnectBackoff();
        }
    }

    private static boolean writes(Message request) {
        return switch (request) {
            case RangeRequest _ -> false;
            case TxnRequest txn ->
                txn.getSuccessList().stream().anyMatch(op -> !op.hasRequestRange())
                        || txn.getFailureList().stream().anyMatch(op -> !op.hasRequestRange());
            default -> true;
        };
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
