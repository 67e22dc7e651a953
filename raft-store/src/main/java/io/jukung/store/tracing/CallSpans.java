package io.jukung.store.tracing;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a span of each call, from its headers to its end: name, attributes and status are those of {@code otelgrpc} 0.68 in
 * etcd 3.5.30. Its parent is what the client tells in {@code traceparent}. A call that is not sampled goes on as if it were not
 * traced.
 */
final class CallSpans implements ServerInterceptor {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system.name");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> CODE = AttributeKey.stringKey("rpc.response.status_code");

    private final Tracer tracer;

    CallSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var span = begin(call, headers);
        if (!span.isRecording()) {
            return next.startCall(call, headers);
        }
        var spanned = new SpannedCall<>(call, span);
        ServerCall.Listener<Q> listener;
        try {
            listener = next.startCall(spanned, headers);
        } catch (RuntimeException e) {
            spanned.end(Status.fromThrowable(e));
            throw e;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                // Nobody closes a call that its client gave up. Its context knows if that was by the deadline.
                spanned.end(
                        Context.current().isCancelled()
                                ? Contexts.statusFromCancelled(Context.current())
                                : Status.CANCELLED);
                super.onCancel();
            }

            @Override
            public void onComplete() {
                // Closed already, unless a listener threw: gRPC answers then by itself.
                spanned.end(Status.UNKNOWN);
                super.onComplete();
            }
        };
    }

    private Span begin(ServerCall<?, ?> call, Metadata headers) {
        var method = call.getMethodDescriptor().getFullMethodName();
        var parent = W3CTraceContextPropagator.getInstance()
                .extract(io.opentelemetry.context.Context.root(), headers, TraceHeaders.INSTANCE);
        var span = tracer.spanBuilder(method)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        if (span.isRecording()) {
            span.setAttribute(METHOD, method).setAttribute(SYSTEM, "grpc");
            // A call of the gateway is on no connection.
            if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR) instanceof InetSocketAddress local) {
                span.setAttribute(ADDRESS, local.getAddress().getHostAddress()).setAttribute(PORT, local.getPort());
            }
        }
        return span;
    }

    private static final class SpannedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final Span span;
        private final AtomicBoolean ended = new AtomicBoolean();

        SpannedCall(ServerCall<Q, R> call, Span span) {
            super(call);
            this.span = span;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            // Before: a call in this process is complete when this returns.
            end(status);
            super.close(status, trailers);
        }

        void end(Status status) {
            if (ended.getAndSet(true)) {
                return;
            }
            if (isFaultOfServer(status.getCode())) {
                var text = status.getDescription();
                span.setStatus(StatusCode.ERROR, text == null ? "" : text);
            }
            span.setAttribute(CODE, status.getCode().name());
            span.end();
        }
    }

    /** Of the others the client is to blame, by OpenTelemetry's conventions: the span's status stays unset. */
    private static boolean isFaultOfServer(Status.Code code) {
        return switch (code) {
            case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            case OK,
                    CANCELLED,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNAUTHENTICATED -> false;
        };
    }
}
