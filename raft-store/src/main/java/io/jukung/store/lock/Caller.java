package io.jukung.store.lock;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Who called: what the calls made on his behalf are to show, so that he may through a lock do no more than without.
 *
 * @param metadata of his call, a token among it
 * @param attributes of his connection, his certificate among them
 */
record Caller(Metadata metadata, Attributes attributes) {

    private static final Caller NOBODY = new Caller(new Metadata(), Attributes.EMPTY);
    private static final Context.Key<Caller> KEY = Context.keyWithDefault("caller", NOBODY);

    /** Of the call that is handled. */
    static Caller current() {
        return KEY.get();
    }

    /** Remembers the caller while his call is handled. */
    static final class Interceptor implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var caller = new Caller(headers, call.getAttributes());
            return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
        }
    }
}
