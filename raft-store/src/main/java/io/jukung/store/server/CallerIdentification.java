package io.jukung.store.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessSocketAddress;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.store.tls.CertificateNames;
import java.net.SocketAddress;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Notes who makes each call. A token stands in the header {@code token}, or {@code authorization} as the gateway's clients send
 * it. The common name of a verified certificate counts only if clients must show one, and never for a call that the gateway
 * passes on, marked with {@code grpcgateway-accept}: its certificate is not the client's.
 *
 * @param commonNames whether clients must show certificates
 */
record CallerIdentification(boolean commonNames) implements ServerInterceptor {

    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> GATEWAY =
            Metadata.Key.of("grpcgateway-accept", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var caller = caller(call, headers);
        // Nobody is who is not noted: most calls while authentication is off. Only logins are counted by connection.
        return caller.isNobody() && !call.getMethodDescriptor().equals(AuthGrpc.getAuthenticateMethod())
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }

    private Caller caller(ServerCall<?, ?> call, Metadata headers) {
        String token = token(headers);
        boolean passedOn = headers.containsKey(GATEWAY);
        SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        if (from instanceof InProcessSocketAddress && token == null && !passedOn) {
            return Caller.MEMBER;
        }
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return new Caller(false, token, commonNames && !passedOn ? commonName(session) : null, from);
    }

    private static @Nullable String token(Metadata headers) {
        String token = headers.get(TOKEN);
        if (token == null) {
            token = headers.get(AUTHORIZATION);
        }
        return token != null && token.startsWith(BEARER) ? token.substring(BEARER.length()) : token;
    }

    private static @Nullable String commonName(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            return CertificateNames.commonName(session.getPeerPrincipal()).orElse(null);
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
