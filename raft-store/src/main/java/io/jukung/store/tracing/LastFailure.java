package io.jukung.store.tracing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Remembers how the last call of a channel failed, after all attempts: OpenTelemetry's exporter tells that to its own log alone. */
final class LastFailure implements ClientInterceptor {

    private volatile Status status = Status.OK;

    /** Code, text and cause; "OK" as long as no call failed. */
    String text() {
        var last = status;
        var cause = last.getCause();
        var text = new StringBuilder(last.getCode().name());
        if (last.getDescription() != null) {
            text.append(": ").append(last.getDescription());
        }
        if (cause != null) {
            text.append(": ").append(cause.getMessage());
        }
        return text.toString();
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status closed, Metadata trailers) {
                                if (!closed.isOk()) {
                                    status = closed;
                                }
                                super.onClose(closed, trailers);
                            }
                        },
                        headers);
            }
        };
    }
}
