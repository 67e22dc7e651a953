package io.jukung.api.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.ClientCertificates;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.status.Rejection;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Finds out who makes a call and hands it down in the call's context. */
final class Callers {

    static final Context.Key<Identity> CALLER = Context.key("caller");

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Callers() {}

    /** The caller of the running call. */
    static Identity current() {
        var caller = CALLER.get();
        return caller == null ? Identity.ANONYMOUS : caller;
    }

    /** Everyone is this one: for a channel inside the process. */
    static ServerInterceptor fixed(Identity caller) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                return Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
            }
        };
    }

    /** By bearer token, or by the client's certificate. */
    static ServerInterceptor authenticating(ClientCertificates certificates, Authenticator tokens) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                var caller = identify(call, headers, certificates, tokens);
                if (caller.isEmpty()) {
                    var refused = GrpcErrors.translate(Rejection.unauthorized());
                    var trailers = refused.getTrailers();
                    call.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
                    return new ServerCall.Listener<>() {};
                }
                return Contexts.interceptCall(Context.current().withValue(CALLER, caller.get()), call, headers, next);
            }
        };
    }

    private static Optional<Identity> identify(
            ServerCall<?, ?> call, Metadata headers, ClientCertificates certificates, Authenticator tokens) {
        var authorization = headers.get(AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return tokens.identify(authorization.substring(7).strip());
        }
        var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return Optional.empty();
        }
        try {
            var chain = new ArrayList<X509Certificate>();
            for (var certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return certificates.identify(chain);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // none shown
        }
    }
}
