package io.jukung.api.server.golden;

import java.util.Set;
import java.util.regex.Pattern;

/** Which recorded requests are about what is built so far. */
final class GoldenScope {

    private static final Set<String> CORE = Set.of(
            "namespaces",
            "nodes",
            "pods",
            "services",
            "endpoints",
            "configmaps",
            "secrets",
            "serviceaccounts",
            "events");
    private static final Pattern RESOURCE = Pattern.compile(
            "/(?:api/v1|apis/([^/]+)/([^/]+))/(?:namespaces/[^/]+/)?([a-z]+)(?:/[^/]+(?:/([a-z]+))?)?/?");

    private GoldenScope() {}

    static boolean contains(GoldenEntry entry) {
        var path = entry.plainPath();
        if (entry.binaryAnswer() || entry.tree().has("requestBodyBase64")) {
            return false; // the codec's own tests
        }
        var accept = entry.headers().getOrDefault("Accept", "");
        if (accept.contains("cbor")
                || entry.headers().getOrDefault("Content-Type", "").contains("cbor")) {
            return false;
        }
        if (entry.headers().keySet().stream().anyMatch(name -> name.startsWith("Impersonate"))) {
            return false;
        }
        var match = RESOURCE.matcher(path);
        if (!match.matches()) {
            return Set.of("/healthz", "/livez", "/readyz", "/version").contains(path);
        }
        var group = match.group(1) == null ? "" : match.group(1);
        var resource = match.group(3);
        return switch (group) {
            case "" -> CORE.contains(resource) && !path.startsWith("/api/v2");
            case "apps" -> resource.equals("deployments") || resource.equals("replicasets");
            case "discovery.k8s.io" -> resource.equals("endpointslices");
            case "coordination.k8s.io" -> resource.equals("leases");
            case "events.k8s.io" -> false;
            case String ignored -> false;
        };
    }
}
