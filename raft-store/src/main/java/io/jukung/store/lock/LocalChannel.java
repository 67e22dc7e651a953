package io.jukung.store.lock;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Calls services of this process on the caller's thread, in the caller's context and with the metadata and attributes of the
 * {@link Caller}: gRPC's own in-process transport would lose who calls. Deadlines are not kept here.
 */
final class LocalChannel extends Channel {

    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

    /** To services with the interceptors they are served with. */
    LocalChannel(List<ServerServiceDefinition> services) {
        services.forEach(service -> service.getMethods()
                .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method)));
    }

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        @SuppressWarnings("unchecked") // the same method
        var definition = (ServerMethodDefinition<Q, R>) methods.get(method.getFullMethodName());
        if (definition == null) {
            throw new IllegalArgumentException("not served here: " + method.getFullMethodName());
        }
        return new Call<>(definition, Caller.current());
    }

    @Override
    public String authority() {
        return "local";
    }

    private static final class Call<Q, R> extends ClientCall<Q, R> {

        private final ServerMethodDefinition<Q, R> definition;
        private final Caller caller;
        private final AtomicInteger wanted = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile ServerCall.@Nullable Listener<Q> server;

        Call(ServerMethodDefinition<Q, R> definition, Caller caller) {
            this.definition = definition;
            this.caller = caller;
        }

        @Override
        public void start(Listener<R> client, Metadata headers) {
            var merged = new Metadata();
            merged.merge(caller.metadata());
            merged.merge(headers);
            server = definition.getServerCallHandler().startCall(new Served(client), merged);
        }

        private ServerCall.Listener<Q> started() {
            var listener = server;
            if (listener == null) {
                throw new IllegalStateException("not started");
            }
            return listener;
        }

        @Override
        public void request(int messages) {
            var listener = server;
            if (wanted.getAndAdd(messages) == 0 && listener != null) {
                listener.onReady();
            }
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            if (ended.compareAndSet(false, true)) {
                started().onCancel();
            }
        }

        @Override
        public void halfClose() {
            started().onHalfClose();
        }

        @Override
        public void sendMessage(Q message) {
            started().onMessage(message);
        }

        /** The same call as the service sees it. */
        private final class Served extends ServerCall<Q, R> {

            private final ClientCall.Listener<R> client;

            Served(ClientCall.Listener<R> client) {
                this.client = client;
            }

            @Override
            public void request(int messages) {
                // A client of this process sends one message, or waits for an answer to each.
            }

            @Override
            public boolean isReady() {
                return wanted.get() > 0 && !ended.get();
            }

            @Override
            public void sendHeaders(Metadata headers) {
                client.onHeaders(headers);
            }

            @Override
            public void sendMessage(R message) {
                if (!ended.get()) {
                    wanted.decrementAndGet();
                    client.onMessage(message);
                }
            }

            @Override
            public void close(Status status, Metadata trailers) {
                if (ended.compareAndSet(false, true)) {
                    client.onClose(status, trailers);
                    started().onComplete();
                }
            }

            @Override
            public boolean isCancelled() {
                return ended.get();
            }

            @Override
            public Attributes getAttributes() {
                return caller.attributes();
            }

            @Override
            public MethodDescriptor<Q, R> getMethodDescriptor() {
                return definition.getMethodDescriptor();
            }
        }
    }
}
