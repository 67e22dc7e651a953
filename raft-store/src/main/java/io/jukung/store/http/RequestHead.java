package io.jukung.store.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/**
 * A request without its body.
 *
 * @param path decoded, without the query
 * @param secure whether it came over TLS
 */
public record RequestHead(
        String method, String path, Map<String, List<String>> query, HttpHeaders headers, boolean secure) {

    /**
     * Of a request's target as it was sent.
     *
     * @throws IllegalArgumentException if it is not properly encoded
     */
    static RequestHead of(String method, String target, HttpHeaders headers, boolean secure) {
        var decoded = new QueryStringDecoder(target);
        return new RequestHead(method, decoded.path(), decoded.parameters(), headers, secure);
    }

    /** The same for another path. */
    RequestHead withPath(String other) {
        return new RequestHead(method, other, query, headers, secure);
    }

    /** The first value, empty if there is none. */
    public String header(String name) {
        var value = headers.get(name);
        return value == null ? "" : value;
    }

    /** The length the client says its body has; 0 if it does not. */
    public long announcedBytes() {
        try {
            return Long.parseLong(header("content-length"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The first value of a parameter, empty if there is none. */
    public String parameter(String name) {
        var values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }
}
