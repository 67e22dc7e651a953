package io.jukung.store.http;

import io.jukung.store.HttpSettings;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;

/**
 * What every request passes first, as in etcd: may this member be called by that name (without TLS, a page of another site could
 * else reach it through a name of its own: CVE-2018-5702), and may a page of that origin read the answer. Then the routes: the
 * longest prefix that ends with a slash, or the path itself.
 */
public final class HttpFront {

    private static final String OLD_PREFIX = "/v3beta/";
    private static final String PREFIX = "/v3/";

    private final HttpSettings settings;
    private final Map<String, RequestHandler> paths;

    /**
     * Routes requests.
     *
     * @param paths handlers by path; one that ends with a slash has all that is below it
     */
    public HttpFront(HttpSettings settings, Map<String, RequestHandler> paths) {
        this.settings = settings;
        this.paths = Map.copyOf(paths);
    }

    /** Headers that every answer to the request has. */
    Map<String, String> headersFor(RequestHead head) {
        var origin = head.header("origin");
        boolean any = settings.corsOrigins().contains(HttpSettings.ANY);
        if (!any && (origin.isEmpty() || !settings.corsOrigins().contains(origin))) {
            return Map.of();
        }
        return Map.of(
                "access-control-allow-methods", "POST, GET, OPTIONS, PUT, DELETE",
                "access-control-allow-origin", any ? HttpSettings.ANY : origin,
                "access-control-allow-headers", "accept, content-type, authorization");
    }

    BodyReader handle(RequestHead head, Exchange exchange) {
        if (!head.secure() && !isKnownHost(head.header(HttpHeaderNames.HOST.toString()))) {
            exchange.answer(HttpAnswer.text(
                    421, "host-whitelist: this member does not go by that name; use TLS, or add it to the list\n"));
            return BodyReader.NONE;
        }
        if ("OPTIONS".equals(head.method()) && !headersFor(head).isEmpty()) {
            exchange.answer(new HttpAnswer(200, Map.of(), new byte[0]));
            return BodyReader.NONE;
        }
        var asked = head.path().startsWith(OLD_PREFIX)
                ? head.withPath(PREFIX + head.path().substring(OLD_PREFIX.length()))
                : head;
        return handlerOf(asked.path()).handle(asked, exchange);
    }

    private RequestHandler handlerOf(String path) {
        var exact = paths.get(path);
        if (exact != null) {
            return exact;
        }
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            var below = paths.get(path.substring(0, slash + 1));
            if (below != null) {
                return below;
            }
        }
        return (head, exchange) -> {
            exchange.answer(HttpAnswer.notFound());
            return BodyReader.NONE;
        };
    }

    private boolean isKnownHost(String host) {
        if (settings.allowedHosts().contains(HttpSettings.ANY)) {
            return true;
        }
        int port = host.lastIndexOf(':');
        boolean bare = port < 0 || host.endsWith("]");
        var name = bare ? host : host.substring(0, port);
        return settings.allowedHosts().contains(name)
                || (name.startsWith("[") && settings.allowedHosts().contains(name.substring(1, name.length() - 1)));
    }
}
