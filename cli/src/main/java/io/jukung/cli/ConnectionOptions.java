package io.jukung.cli;

import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which API a command talks to, and in which namespace. */
public final class ConnectionOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig file (default: $KUBECONFIG, the local cluster's, ~/.kube/config).")
    private @Nullable Path kubeconfig;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "Namespace (default: the kubeconfig's, else \"default\").")
    private @Nullable String namespace;

    RestClient connect() {
        return new RestClient(Kubeconfig.read(file()));
    }

    String namespace(RestClient client) {
        return namespace != null ? namespace : client.defaultNamespace();
    }

    private Path file() {
        if (kubeconfig != null) {
            return kubeconfig;
        }
        var fromEnvironment = System.getenv("KUBECONFIG");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return Path.of(fromEnvironment);
        }
        var local = ClusterLayout.ofEnvironment().kubeconfig();
        return Files.isReadable(local) ? local : Path.of(System.getProperty("user.home"), ".kube", "config");
    }
}
