package io.jukung.store.server;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.mvcc.RequestRules;
import io.jukung.store.wire.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names calls of one request and one response in the log that took long, with the text and fields of etcd's line. From when the
 * request is there until the response is, or the client gives up: how fast the two travel is not counted.
 */
final class SlowCalls implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SlowCalls.class);

    private final Supplier<Duration> longest;
    private final SlowApplies applies;
    private final LogBudget budget = new LogBudget();

    /**
     * Watches calls.
     *
     * @param longest what a call may take without being named, as it is now
     * @param applies is told of reads, which etcd counts among what is applied
     */
    SlowCalls(Supplier<Duration> longest, SlowApplies applies) {
        this.longest = longest;
        this.applies = applies;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getType() != MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        var timed = new TimedCall<>(call);
        return new SimpleForwardingServerCallListener<>(next.startCall(timed, headers)) {
            @Override
            public void onMessage(Q request) {
                timed.begin(request);
                super.onMessage(request);
            }

            @Override
            public void onCancel() {
                // Of what its client gave up nobody sends a response.
                timed.end(null, Status.CANCELLED);
                super.onCancel();
            }
        };
    }

    private final class TimedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        /** While it is waited for an answer. */
        private final AtomicReference<@Nullable Q> asked = new AtomicReference<>();

        private volatile long begun;

        TimedCall(ServerCall<Q, R> call) {
            super(call);
        }

        void begin(Q request) {
            begun = System.nanoTime();
            asked.set(request);
        }

        @Override
        public void sendMessage(R response) {
            end(response, Status.OK);
            super.sendMessage(response);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            end(null, status);
            super.close(status, trailers);
        }

        void end(@Nullable R response, Status status) {
            if (asked.getAndSet(null) instanceof Message request) {
                answered(delegate(), request, response, status, System.nanoTime() - begun);
            }
        }
    }

    private void answered(
            ServerCall<?, ?> call, Message request, @Nullable Object response, Status status, long nanos) {
        boolean slowRead = applies.isSlow(nanos);
        boolean slowCall = nanos > longest.get().toNanos();
        if (!slowRead && !slowCall) {
            return;
        }
        var error = status.isOk() ? "" : String.valueOf(status.getDescription());
        if (slowRead && request instanceof RangeRequest) {
            applies.read(
                    nanos,
                    "read-only range ",
                    request,
                    "range_response_count:" + responseCount(response) + " size:" + size(response),
                    error);
        } else if (slowRead && request instanceof TxnRequest txn && RequestRules.isReadOnly(txn)) {
            applies.read(nanos, "read-only txn ", request, "size:" + size(response), error);
        }
        if (slowCall) {
            warn(call, request, response, error, nanos);
        }
    }

    private void warn(ServerCall<?, ?> call, Message request, @Nullable Object response, String error, long nanos) {
        long leftOut = budget.take(System.nanoTime());
        if (leftOut < 0) {
            return;
        }
        var line = LOG.atWarn()
                .addKeyValue("start time", Instant.now().minusNanos(nanos))
                .addKeyValue("time spent", SlowApplies.text(nanos))
                .addKeyValue(
                        "remote",
                        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                                : "No remote client info.")
                .addKeyValue("response type", "/" + call.getMethodDescriptor().getFullMethodName())
                .addKeyValue("request count", requestCount(request, response))
                .addKeyValue("request size", request.getSerializedSize())
                .addKeyValue("response count", responseCount(response))
                .addKeyValue("response size", size(response))
                .addKeyValue("request content", RequestText.of(request));
        if (!error.isEmpty()) {
            line = line.addKeyValue("error", error);
        }
        if (leftOut > 0) {
            line = line.addKeyValue("left-out", leftOut);
        }
        line.log("request stats");
    }

    /** As etcd counts: what a request writes; -1 where that means nothing. */
    private static int requestCount(Message request, @Nullable Object response) {
        return switch (request) {
            case RangeRequest range -> 0;
            case PutRequest put -> 1;
            case TxnRequest txn ->
                response instanceof TxnResponse done && !done.getSucceeded()
                        ? txn.getFailureCount()
                        : txn.getSuccessCount();
            default -> response instanceof DeleteRangeResponse ? 0 : -1;
        };
    }

    private static long responseCount(@Nullable Object response) {
        return switch (response) {
            case RangeResponse range -> range.getCount();
            case DeleteRangeResponse deleted -> deleted.getDeleted();
            case WireMessage bytes -> bytes.keys();
            case null, default -> -1;
        };
    }

    private static int size(@Nullable Object response) {
        return switch (response) {
            case MessageLite message -> message.getSerializedSize();
            case WireMessage bytes -> bytes.size();
            case null, default -> 0;
        };
    }
}
