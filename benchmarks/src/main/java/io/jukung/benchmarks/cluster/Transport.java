package io.jukung.benchmarks.cluster;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import javax.net.ssl.SSLException;

/** How clients and members talk to members. */
public enum Transport {
    /** Without TLS. */
    PLAINTEXT("http"),
    /** TLS between all, with certificates that members make for themselves and nobody checks: what is measured is the cost. */
    TLS("https");

    private final String scheme;

    Transport(String scheme) {
        this.scheme = scheme;
    }

    String url(int port) {
        return scheme + "://" + Member.HOST + ":" + port;
    }

    List<String> flags() {
        return switch (this) {
            case PLAINTEXT -> List.of();
            case TLS -> List.of("--auto-tls", "--peer-auto-tls");
        };
    }

    ManagedChannel connect(String address) {
        return Grpc.newChannelBuilder(address, credentials())
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    private ChannelCredentials credentials() {
        return switch (this) {
            case PLAINTEXT -> InsecureChannelCredentials.create();
            case TLS -> unchecked();
        };
    }

    /** By the JDK: etcd makes keys on P-521, which gRPC's own provider does not take. */
    private static ChannelCredentials unchecked() {
        try {
            var context = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE);
            return NettySslContextChannelCredentials.create(context.build());
        } catch (SSLException e) {
            throw new IllegalStateException("TLS of this JDK", e);
        }
    }
}
