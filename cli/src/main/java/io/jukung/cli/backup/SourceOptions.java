package io.jukung.cli.backup;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.jukung.cli.kv.LoginOptions;
import io.jukung.cli.kv.StoreConnection;
import io.jukung.store.migrate.SourceAccess;
import io.jukung.store.migrate.SourceStore;
import java.util.List;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private LoginOptions login = new LoginOptions();

    StoreConnection open() {
        return StoreConnection.open(
                List.of("--endpoints=" + this, "--cacert=" + authority, "--cert=" + certificate, "--key=" + key),
                login);
    }

    /** The store that a connection leads to; whoever copies it must be its root, or such a user. */
    static SourceStore store(StoreConnection connection) {
        return new SourceStore(new SourceAccess() {
            @Override
            public Channel channel() {
                return connection.channel();
            }

            @Override
            public boolean forgotten(StatusRuntimeException failure) {
                return connection.forgets(failure);
            }
        });
    }

    @Override
    public String toString() {
        return String.join(",", endpoints);
    }
}
