package io.jukung.api.server.golden;

import io.jukung.api.model.tree.ObjectValue;
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

    private static final Set<String> OTHERS = Set.of(
            "/healthz",
            "/livez",
            "/readyz",
            "/version",
            "/nosuch",
            "/apis/apps",
            "/apis/apps/",
            "/apis/coordination.k8s.io",
            "/apis/discovery.k8s.io",
            "/api/v1/namespaces//pods",
            "/api/v1/watch/namespaces/golden/configmaps");
    private static final String NO_SUCH_PATH = "the server could not find the requested resource";

    private GoldenScope() {}

    static boolean contains(GoldenEntry entry) {
        var path = entry.plainPath();
        if (entry.binaryAnswer() || entry.tree().has("requestBodyBase64")) {
            return false; // the codec's own tests
        }
        var accept = entry.headers().getOrDefault("Accept", "");
        if ((accept.contains("cbor") && entry.status() != 406)
                || entry.headers().getOrDefault("Content-Type", "").contains("cbor")) {
            return false;
        }
        if (entry.headers().keySet().stream().anyMatch(name -> name.startsWith("Impersonate"))) {
            return false;
        }
        if (entry.responseBody() instanceof ObjectValue status
                && status.text("message").equals(NO_SUCH_PATH)) {
            return true; // whatever is not there, is not there
        }
        if (entry.method().equals("HEAD") && entry.status() == 404) {
            return true;
        }
        if (OTHERS.contains(path)) {
            return true;
        }
        if (path.equals("/api") || path.equals("/apis") || path.equals("/apis/apps/v1")) {
            return !entry.method().equals("GET"); // what they list holds more than our kinds
        }
        if (path.matches("/api/v1/namespaces/[^/]+/(status|finalize)")) {
            return true;
        }
        var match = RESOURCE.matcher(path);
        if (!match.matches()) {
            return false;
        }
        var group = match.group(1) == null ? "" : match.group(1);
        var resource = match.group(3);
        return switch (group) {
            case "" -> CORE.contains(resource) && !path.startsWith("/api/v2");
            case "apps" -> resource.equals("deployments") || resource.equals("replicasets");
            case "discovery.k8s.io" -> resource.equals("endpointslices");
            case "coordination.k8s.io" -> resource.equals("leases");
            case "authentication.k8s.io", "authorization.k8s.io" ->
                match.group(2).equals("v1");
            case String ignored -> false;
        };
    }
}
