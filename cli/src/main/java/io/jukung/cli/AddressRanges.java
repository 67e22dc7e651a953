package io.jukung.cli;

import io.jukung.api.server.ApiServerConfig;
import picocli.CommandLine.Option;

/** The cluster's address ranges: every server and node must be given the same. */
final class AddressRanges {

    @Option(
            names = "--service-cidr",
            defaultValue = ApiServerConfig.DEFAULT_SERVICE_RANGE,
            paramLabel = "CIDR",
            description = "Addresses of services (default: ${DEFAULT-VALUE}).")
    private String services = "";

    @Option(
            names = "--pod-cidr",
            defaultValue = "10.244.0.0/16",
            paramLabel = "CIDR",
            description = "Addresses of all pods (default: ${DEFAULT-VALUE}).")
    private String pods = "";

    String services() {
        return services;
    }

    String pods() {
        return pods;
    }
}
