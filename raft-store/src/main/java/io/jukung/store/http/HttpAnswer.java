package io.jukung.store.http;

/** An answer to an HTTP request. */
public record HttpAnswer(int status, String contentType, String body) {

    public static HttpAnswer text(int status, String body) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", body);
    }

    public static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, "application/json", body);
    }
}
