package io.jukung.cli.kv;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.local.ClusterLayout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the store is, in etcdctl's flags; without them the local cluster's members. */
public final class StoreConnection {

    private static final int LARGEST_ANSWER_BYTES = Integer.MAX_VALUE;

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "The store's client addresses (default: the local cluster's).")
    private List<String> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = "CA certificate that the store's is checked with.")
    private @Nullable Path authority;

    @Option(names = "--cert", paramLabel = "FILE", description = "This client's certificate.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "This client's private key.")
    private @Nullable Path key;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:JUKUNG_DATA_DIR:-/var/lib/jukung}",
            description = "The local cluster (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of("/var/lib/jukung");

    /** One reachable address. */
    record Endpoint(String name, String host, int port, ChannelCredentials credentials) {

        ManagedChannel open() {
            return NettyChannelBuilder.forAddress(host, port, credentials)
                    .maxInboundMessageSize(LARGEST_ANSWER_BYTES)
                    .build();
        }
    }

    List<Endpoint> all() {
        if (!endpoints.isEmpty()) {
            return endpoints.stream().map(this::given).toList();
        }
        var layout = new ClusterLayout(dataDir);
        var plan = layout.readPlan()
                .orElseThrow(() -> new CommandFailure(
                        "no cluster in " + layout.root() + "; name a store with --endpoints HOST:PORT"));
        var credentials = tls(
                layout.pki().resolve("ca.crt"),
                layout.pki().resolve("admin.crt"),
                layout.pki().resolve("admin.key"));
        return plan.memberList().stream()
                .map(member -> new Endpoint(
                        plan.nodeIp() + ":" + member.storeClientPort(),
                        plan.nodeIp(),
                        member.storeClientPort(),
                        credentials))
                .toList();
    }

    /** A channel to the first address that answers, tried in order. */
    public ManagedChannel open() {
        var candidates = all();
        for (var candidate : candidates) {
            if (accepts(candidate)) {
                return candidate.open();
            }
        }
        throw new CommandFailure("no store answers at "
                + String.join(", ", candidates.stream().map(Endpoint::name).toList()));
    }

    private static boolean accepts(Endpoint endpoint) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host, endpoint.port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Endpoint given(String text) {
        var plain = text.replaceFirst("^https?://", "");
        int colon = plain.lastIndexOf(':');
        if (colon <= 0 || !plain.substring(colon + 1).matches("\\d{1,5}")) {
            throw new CommandFailure("--endpoints " + text + ": expected HOST:PORT");
        }
        boolean secure = text.startsWith("https://") || authority != null || certificate != null;
        return new Endpoint(
                text,
                plain.substring(0, colon),
                Integer.parseInt(plain.substring(colon + 1)),
                secure ? tls(authority, certificate, key) : InsecureChannelCredentials.create());
    }

    private static ChannelCredentials tls(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
        try {
            var builder = TlsChannelCredentials.newBuilder();
            if (authority != null) {
                builder.trustManager(authority.toFile());
            }
            if (certificate != null && key != null) {
                builder.keyManager(certificate.toFile(), key.toFile());
            }
            return builder.build();
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(
                    "cannot use the certificates " + Arrays.asList(authority, certificate, key) + ": " + e.getMessage(),
                    e);
        }
    }
}
