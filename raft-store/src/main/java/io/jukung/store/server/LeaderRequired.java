package io.jukung.store.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.BooleanSupplier;

/** Turns calls with the metadata {@code hasleader: true} away while this member knows no leader. */
final class LeaderRequired implements ServerInterceptor {

    /** Whether the call asked for it. */
    static final Context.Key<Boolean> KEY = Context.keyWithDefault("hasleader", false);

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final BooleanSupplier hasLeader;

    LeaderRequired(BooleanSupplier hasLeader) {
        this.hasLeader = hasLeader;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!"true".equals(headers.get(HAS_LEADER))) {
            return next.startCall(call, headers);
        }
        if (!hasLeader.getAsBoolean()) {
            call.close(EtcdError.NO_LEADER.status(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(KEY, true), call, headers, next);
    }
}
