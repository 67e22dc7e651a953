package io.jukung.cli.backup;

import io.jukung.cli.kv.StoreConnection;
import java.util.List;
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
    private String authority = "";

    @Option(names = "--cert", paramLabel = "FILE", description = "This client's certificate.")
    private String certificate = "";

    @Option(names = "--key", paramLabel = "FILE", description = "This client's private key.")
    private String key = "";

    StoreConnection open() {
        return StoreConnection.open(
                List.of("--endpoints=" + this, "--cacert=" + authority, "--cert=" + certificate, "--key=" + key));
    }

    @Override
    public String toString() {
        return String.join(",", endpoints);
    }
}
