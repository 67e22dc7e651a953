package io.jukung.store;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Plain HTTP/1.1 requests to one server. */
record Http(String url) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A line of {@code name: value} for a header. */
    HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            return CLIENT.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " " + body, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** The first lines of an answer that goes on. */
    List<String> lines(String path, String body, int count) throws IOException, InterruptedException {
        var response = CLIENT.send(request("POST", path, body), HttpResponse.BodyHandlers.ofLines());
        try (var lines = response.body()) {
            return lines.limit(count).toList();
        }
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(15))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (var header : headers) {
            request.header(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip());
        }
        return request.build();
    }
}
