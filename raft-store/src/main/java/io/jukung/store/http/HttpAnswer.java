package io.jukung.store.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole answer to an HTTP request. */
public final class HttpAnswer {

    private static final String CONTENT_TYPE = "content-type";
    private static final Map<String, String> TEXT =
            Map.of(CONTENT_TYPE, "text/plain; charset=utf-8", "x-content-type-options", "nosniff");

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * An answer.
     *
     * @param headers by name in lower case, the content type among them
     * @param body is not copied
     */
    public HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** Plain text, and not to be taken for anything else. */
    public static HttpAnswer text(int status, String body) {
        return new HttpAnswer(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpAnswer json(int status, String body) {
        return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpAnswer of(int status, String contentType, byte[] body) {
        return new HttpAnswer(status, Map.of(CONTENT_TYPE, contentType), body);
    }

    public static HttpAnswer notFound() {
        return text(404, "404 page not found\n");
    }

    /** For a path that knows only {@code allowed}. */
    public static HttpAnswer methodNotAllowed(String allowed) {
        return text(405, "Method Not Allowed\n").with("allow", allowed);
    }

    public HttpAnswer with(String name, String value) {
        var changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new HttpAnswer(status, changed, body);
    }
}
