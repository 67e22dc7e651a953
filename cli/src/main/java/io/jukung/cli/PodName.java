package io.jukung.cli;

import io.jukung.cli.rest.RestClient;

/** A pod as an argument: its name alone or with its kind. */
final class PodName {

    private PodName() {}

    /** The pod's path in the API. */
    static String path(String namespace, String argument) {
        var name = argument.replaceFirst("^(pods?|po)/", "");
        if (name.isEmpty() || name.contains("/")) {
            throw new CommandFailure("\"" + argument + "\": expected a pod's name");
        }
        return "/api/v1/namespaces/" + RestClient.encoded(namespace) + "/pods/" + RestClient.encoded(name);
    }
}
