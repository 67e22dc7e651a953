package io.jukung.store;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * What is served over HTTP, and where besides the client port.
 *
 * @param listenClientHttp if not empty, HTTP is served here and no longer on the client port
 * @param listenMetrics where {@code /metrics} and the health endpoints are served too; {@code https} with the
 *     certificate of the client port
 * @param gateway whether the API answers JSON under {@code /v3/}, etcd's {@code enable-grpc-gateway}
 * @param profiling whether {@code /debug/pprof} answers, etcd's {@code enable-pprof}
 * @param extensiveMetrics whether histograms of calls are kept too, etcd's {@code metrics=extensive}
 * @param corsOrigins who may ask from a browser; {@code *} for everybody
 * @param allowedHosts names that plaintext requests may ask this member by, etcd's {@code host-whitelist}; {@code *}
 *     for all
 */
public record HttpSettings(
        List<URI> listenClientHttp,
        List<URI> listenMetrics,
        boolean gateway,
        boolean profiling,
        boolean extensiveMetrics,
        Set<String> corsOrigins,
        Set<String> allowedHosts)
        implements StoreConfig.Part {

    /** Stands for every origin, or every name. */
    public static final String ANY = "*";

    /** etcd's. */
    public static final HttpSettings DEFAULT =
            new HttpSettings(List.of(), List.of(), true, false, false, Set.of(ANY), Set.of(ANY));

    public HttpSettings {
        listenClientHttp = List.copyOf(listenClientHttp);
        listenMetrics = List.copyOf(listenMetrics);
        corsOrigins = Set.copyOf(corsOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
        listenClientHttp.forEach(url -> Endpoints.check("listen-client-http-urls", url));
        listenMetrics.forEach(url -> Endpoints.check("listen-metrics-urls", url));
        corsOrigins.forEach(HttpSettings::checkOrigin);
        allowedHosts.forEach(host -> StoreConfig.require(
                !host.isEmpty() && !host.contains("/") && !host.contains(" "),
                "host-whitelist: " + host + " is not a host name"));
    }

    private static void checkOrigin(String origin) {
        boolean fine = ANY.equals(origin);
        try {
            var parsed = URI.create(origin);
            fine |= parsed.getScheme() != null && parsed.getHost() != null;
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        StoreConfig.require(fine, "cors: " + origin + " is neither * nor an origin like https://example.com");
    }
}
