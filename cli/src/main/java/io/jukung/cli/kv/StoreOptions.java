package io.jukung.cli.kv;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the store is, for commands of ours beside etcdctl's: in its flags; without them the local cluster's members. */
public final class StoreOptions {

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            description = "The store's client addresses (default: the local cluster's).")
    private String endpoints = "";

    @Option(names = "--cacert", paramLabel = "FILE", description = "CA certificate that the store's is checked with.")
    private String authority = "";

    @Option(names = "--cert", paramLabel = "FILE", description = "This client's certificate.")
    private String certificate = "";

    @Option(names = "--key", paramLabel = "FILE", description = "This client's private key.")
    private String key = "";

    @Mixin
    private LoginOptions login = new LoginOptions();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:JUKUNG_DATA_DIR:-/var/lib/jukung}",
            description = "The local cluster (default: ${DEFAULT-VALUE}).")
    private String dataDir = "/var/lib/jukung";

    /**
     * Asks the first member that answers.
     *
     * @throws CommandFailure with what the store says, or that none answers
     */
    public <T> T ask(Function<Channel, T> request) {
        var texts = new ArrayList<>(List.of("--data-dir=" + dataDir));
        if (!endpoints.isEmpty()) {
            texts.add("--endpoints=" + endpoints);
        }
        texts.addAll(List.of("--cacert=" + authority, "--cert=" + certificate, "--key=" + key));
        try (var store = StoreConnection.open(texts, login)) {
            try {
                return store.call(request);
            } catch (StatusRuntimeException e) {
                throw new CommandFailure(
                        e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
                                ? "no store answers at "
                                        + String.join(", ", store.endpoints().names())
                                : KvFailure.told(e),
                        e);
            } catch (KvFailure failure) {
                throw new CommandFailure(failure.text(), failure);
            }
        }
    }
}
