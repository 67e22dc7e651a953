package io.jukung.cli.kv;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a client of a store shows and trusts, as its flags say. */
final class ClientTls {

    private ClientTls() {}

    /**
     * For gRPC.
     *
     * @throws KvFailure naming the file that is wrong
     */
    static ChannelCredentials credentials(Endpoints endpoints) {
        check(endpoints);
        if (!endpoints.encrypted()) {
            return InsecureChannelCredentials.create();
        }
        try {
            // Not BoringSSL, which gRPC would take: it refuses keys on P-521, as etcd makes them for auto-tls.
            var builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
            return NettySslContextChannelCredentials.create(
                    configured(builder, endpoints).build());
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /** For HTTP; empty without encryption. */
    static Optional<SSLContext> context(Endpoints endpoints) {
        check(endpoints);
        try {
            return endpoints.encrypted()
                            && configured(SslContextBuilder.forClient().sslProvider(SslProvider.JDK), endpoints)
                                            .build()
                                    instanceof JdkSslContext made
                    ? Optional.of(made.context())
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static KvFailure unusable(Exception why) {
        return KvFailure.arguments("cannot use the certificates: " + why.getMessage());
    }

    private static void check(Endpoints endpoints) {
        if (endpoints.certificate().isPresent() != endpoints.key().isPresent()) {
            throw KvFailure.arguments("KeyFile and CertFile must both be present[key: "
                    + endpoints.key().map(Path::toString).orElse("") + ", cert: "
                    + endpoints.certificate().map(Path::toString).orElse("") + "]");
        }
        for (var file : List.of(endpoints.certificate(), endpoints.key(), endpoints.authority())) {
            file.filter(path -> !Files.exists(path)).ifPresent(path -> {
                throw KvFailure.arguments("open " + path + ": no such file or directory");
            });
        }
    }

    private static SslContextBuilder configured(SslContextBuilder builder, Endpoints endpoints) {
        if (!endpoints.verify()) {
            builder.trustManager(new TrustsAnyone());
        } else if (endpoints.authority().isPresent()) {
            builder.trustManager(endpoints.authority().get().toFile());
        }
        if (endpoints.certificate().isPresent() && endpoints.key().isPresent()) {
            builder.keyManager(
                    endpoints.certificate().get().toFile(),
                    endpoints.key().get().toFile());
        }
        return builder;
    }
}
