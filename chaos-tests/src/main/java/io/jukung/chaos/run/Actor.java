package io.jukung.chaos.run;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.workload.KeyValues;
import io.jukung.chaos.workload.Refusals;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client in a script, of one member: each request is an operation of the history and is never sent twice. From one thread
 * at a time.
 */
public final class Actor implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int ANSWER_BYTES = 64 << 20;
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Recorder recorder;
    private final AtomicInteger processes;
    private final String member;
    private final ManagedChannel connection;
    private final Channel channel;
    private int process;

    Actor(Recorder recorder, AtomicInteger processes, Endpoint endpoint, Optional<String> token) {
        this.recorder = recorder;
        this.processes = processes;
        this.member = endpoint.member();
        this.process = processes.getAndIncrement();
        this.connection = NettyChannelBuilder.forAddress(
                        endpoint.host(), endpoint.port(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(ANSWER_BYTES)
                .disableRetry()
                .build();
        this.channel = token.map(text -> {
                    var headers = new Metadata();
                    headers.put(TOKEN, text);
                    return ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(headers));
                })
                .orElse(connection);
    }

    /**
     * What became of a request.
     *
     * @param answer empty if it was refused, or nobody knows
     */
    public record Reply<R extends Message>(Optional<R> answer, Call.Result result) {

        public boolean ok() {
            return answer.isPresent();
        }

        /** It did not happen and never will. */
        public boolean refused() {
            return result instanceof Call.Result.Refused;
        }

        /** The answer, without which the script cannot go on. */
        public R must() throws Unmet {
            return answer.orElseThrow(() -> new Unmet("a request was not answered: " + said()));
        }

        /** In one line. */
        public String said() {
            return switch (result) {
                case Call.Result.Answered(var response) -> Prose.of(response);
                case Call.Result.Refused(var code, var text) -> "refused: " + code + " " + text;
                case Call.Result.Unknown(var code, var text) -> "unknown: " + code + " " + text;
            };
        }
    }

    public String member() {
        return member;
    }

    Channel channel() {
        return channel;
    }

    public Reply<PutResponse> put(String key, String value) {
        return ask(KVGrpc.getPutMethod(), KeyValues.put(key, value));
    }

    /** With a lease. */
    public Reply<PutResponse> put(String key, String value, long lease) {
        return ask(
                KVGrpc.getPutMethod(),
                PutRequest.newBuilder()
                        .setKey(KeyValues.bytes(key))
                        .setValue(KeyValues.bytes(value))
                        .setLease(lease)
                        .build());
    }

    /** Linearizable. */
    public Reply<RangeResponse> get(String key) {
        return get(KeyValues.get(key));
    }

    public Reply<RangeResponse> get(RangeRequest request) {
        return ask(KVGrpc.getRangeMethod(), request);
    }

    public Reply<DeleteRangeResponse> delete(String key) {
        return ask(
                KVGrpc.getDeleteRangeMethod(),
                DeleteRangeRequest.newBuilder().setKey(KeyValues.bytes(key)).build());
    }

    public Reply<TxnResponse> txn(TxnRequest request) {
        return ask(KVGrpc.getTxnMethod(), request);
    }

    /** Without waiting until what was compacted is gone from disk. */
    public Reply<CompactionResponse> compact(long revision) {
        return ask(
                KVGrpc.getCompactMethod(),
                CompactionRequest.newBuilder().setRevision(revision).build());
    }

    public void grant(long id, int ttlSeconds) throws Unmet {
        ask(
                        LeaseGrpc.getLeaseGrantMethod(),
                        LeaseGrantRequest.newBuilder()
                                .setID(id)
                                .setTTL(ttlSeconds)
                                .build())
                .must();
    }

    /** What a member says of a lease: its remaining seconds; -1 if there is none. */
    public long remaining(long id) throws Unmet {
        return ask(
                        LeaseGrpc.getLeaseTimeToLiveMethod(),
                        LeaseTimeToLiveRequest.newBuilder().setID(id).build())
                .must()
                .getTTL();
    }

    /** The newest revision that there is, by a linearizable read. */
    public long revision() throws Unmet {
        return get("-").must().getHeader().getRevision();
    }

    public <Q extends Message, R extends Message> Reply<R> ask(MethodDescriptor<Q, R> method, Q request) {
        return ask(method, request, DEADLINE);
    }

    /** Any unary request. */
    public <Q extends Message, R extends Message> Reply<R> ask(
            MethodDescriptor<Q, R> method, Q request, Duration within) {
        long begun = begin(method, request);
        try {
            var response = ClientCalls.blockingUnaryCall(
                    channel,
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS),
                    request);
            return end(method, request, Optional.of(response), new Call.Result.Answered(response), begun);
        } catch (StatusRuntimeException e) {
            // gRPC would wait ever longer between attempts to connect.
            connection.resetConnectBackoff();
            return end(method, request, Optional.empty(), Refusals.of(e.getStatus()), begun);
        }
    }

    /** One keep-alive, on a stream of its own. */
    public Reply<LeaseKeepAliveResponse> keepAlive(long id) throws InterruptedException {
        var method = LeaseGrpc.getLeaseKeepAliveMethod();
        var request = LeaseKeepAliveRequest.newBuilder().setID(id).build();
        long begun = begin(method, request);
        var answer = new CompletableFuture<LeaseKeepAliveResponse>();
        var call = channel.newCall(
                method, CallOptions.DEFAULT.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        var requests = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<LeaseKeepAliveResponse>() {
            @Override
            public void onNext(LeaseKeepAliveResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(Status.UNAVAILABLE.asRuntimeException());
            }
        });
        requests.onNext(request);
        try {
            var response = answer.get(DEADLINE.toMillis() + 500, TimeUnit.MILLISECONDS);
            return end(method, request, Optional.of(response), new Call.Result.Answered(response), begun);
        } catch (ExecutionException e) {
            var status = e.getCause() instanceof StatusRuntimeException failed ? failed.getStatus() : Status.UNKNOWN;
            return end(method, request, Optional.empty(), Refusals.of(status), begun);
        } catch (TimeoutException e) {
            return end(method, request, Optional.empty(), Refusals.of(Status.DEADLINE_EXCEEDED), begun);
        } finally {
            call.cancel("answered", null);
        }
    }

    private long begin(MethodDescriptor<?, ?> method, Message request) {
        recorder.record(process, Phase.INVOKE, f(method), Edn.of(Prose.of(request)), null, List.of(), List.of());
        return recorder.nanos();
    }

    private <R extends Message> Reply<R> end(
            MethodDescriptor<?, ?> method, Message request, Optional<R> answer, Call.Result result, long begun) {
        var name = method.getFullMethodName();
        var call = new Call(member, name.substring(name.indexOf('.') + 1), request, result, begun, recorder.nanos());
        var reply = new Reply<>(answer, result);
        var phase = switch (result) {
            case Call.Result.Answered _ -> Phase.OK;
            case Call.Result.Refused _ -> Phase.FAIL;
            case Call.Result.Unknown _ -> request instanceof RangeRequest ? Phase.FAIL : Phase.INFO;
        };
        recorder.record(
                process,
                phase,
                f(method),
                Edn.of(Prose.of(request)),
                reply.ok() ? null : reply.said(),
                List.of(call),
                List.of());
        if (phase == Phase.INFO) {
            process = processes.getAndIncrement();
        }
        return reply;
    }

    private static String f(MethodDescriptor<?, ?> method) {
        return String.valueOf(method.getBareMethodName()).toLowerCase(Locale.ROOT);
    }

    /** All keys that begin so. */
    public static RangeRequest prefix(String prefix) {
        return KeyValues.prefix(prefix).build();
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }
}
