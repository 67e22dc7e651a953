package io.jukung.chaos.run;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.chaos.workload.Workload.Endpoint;
import java.io.IOException;
import java.nio.file.Path;

/** How members are connected to. */
@FunctionalInterface
interface Dial {

    NettyChannelBuilder to(Endpoint endpoint);

    /** Without TLS. */
    static Dial plain() {
        return with(InsecureChannelCredentials.create());
    }

    /** As a cluster's administrator, by the certificates in its folder. */
    static Dial administrator(Path pki) throws IOException {
        return with(TlsChannelCredentials.newBuilder()
                .trustManager(pki.resolve("ca.crt").toFile())
                .keyManager(
                        pki.resolve("admin.crt").toFile(),
                        pki.resolve("admin.key").toFile())
                .build());
    }

    private static Dial with(ChannelCredentials credentials) {
        return endpoint -> NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), credentials)
                .disableRetry();
    }
}
