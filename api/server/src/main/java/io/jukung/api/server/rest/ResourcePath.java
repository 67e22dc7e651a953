package io.jukung.api.server.rest;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a path below {@code /api} or {@code /apis} names.
 *
 * @param group "" for the core group
 * @param namespace "" for cluster-scoped kinds and for all namespaces
 * @param name "" for the collection
 * @param subresource "" for the object itself
 * @param rest what follows the subresource, for proxies
 */
record ResourcePath(
        String group, String version, String namespace, String resource, String name, String subresource, String rest) {

    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

    /** Empty where the path names no resource: discovery, or nothing. */
    static Optional<ResourcePath> parse(String path) {
        // A slash that came encoded divides as well: no name holds one.
        var parts =
                List.of(withoutLastSlash(path.substring(1).replace("%2F", "/").replace("%2f", "/"))
                        .split("/", -1));
        if (parts.size() > 2 && parts.getFirst().equals("api")) {
            return of("", parts.get(1), parts.subList(2, parts.size()));
        }
        if (parts.size() > 3 && parts.getFirst().equals("apis")) {
            return of(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
        }
        return Optional.empty();
    }

    private static String withoutLastSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Optional<ResourcePath> of(String group, String version, List<String> parts) {
        boolean inNamespace = parts.getFirst().equals("namespaces")
                && parts.size() > 2
                && !(parts.size() == 3 && OF_NAMESPACES.contains(parts.get(2)));
        var namespace = inNamespace ? parts.get(1) : ""; // and "" of ".../namespaces//pods": all of them
        var rest = inNamespace ? parts.subList(2, parts.size()) : parts;
        if (rest.contains("")) {
            return Optional.empty();
        }
        return Optional.of(new ResourcePath(
                group,
                version,
                namespace,
                rest.getFirst(),
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? rest.get(2) : "",
                rest.size() > 3 ? String.join("/", rest.subList(3, rest.size())) : ""));
    }
}
