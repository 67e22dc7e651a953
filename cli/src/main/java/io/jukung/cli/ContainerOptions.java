package io.jukung.cli;

import io.jukung.cli.rest.RestClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which container of which pod. */
final class ContainerOptions {

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "Which container, where the pod has several.")
    private @Nullable String container;

    @Parameters(
            index = "0",
            paramLabel = "POD",
            description = "The pod's name, or pod/NAME; with deployment/NAME or service/NAME one of its pods.")
    private String pod = "";

    /** The pod's path in the API. */
    String podPath(RestClient client, String namespace) {
        return PodName.path(client, namespace, pod);
    }

    /** What a query that has other parameters before it needs to name the container. */
    String query() {
        return container == null ? "" : "&container=" + RestClient.encoded(container);
    }
}
