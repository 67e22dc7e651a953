package io.jukung.cli.backup;

import io.grpc.ManagedChannel;
import io.jukung.cli.kv.StoreConnection;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The running store that is copied. */
final class SourceOptions {

    @Option(
            names = {"--from", "--endpoints"},
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Client addresses of the store that is copied, ours or any etcd v3.")
    private List<String> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = "CA certificate that the store's is checked with.")
    private @Nullable Path authority;

    @Option(names = "--cert", paramLabel = "FILE", description = "This client's certificate.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "This client's private key.")
    private @Nullable Path key;

    ManagedChannel open() {
        return StoreConnection.open(endpoints, authority, certificate, key);
    }

    @Override
    public String toString() {
        return String.join(",", endpoints);
    }
}
