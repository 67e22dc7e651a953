package io.jukung.cli.rest;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;

/** Calls to one API server as one user. */
public final class RestClient implements AutoCloseable {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(35);

    private final Kubeconfig config;
    private final HttpClient http;

    public RestClient(Kubeconfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .sslContext(PemTls.context(config.authorities(), config.identity()))
                .connectTimeout(CONNECT_PATIENCE)
                .build();
    }

    /** Text as a part of a path or a value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public String defaultNamespace() {
        return config.namespace();
    }

    /** The body of a GET; {@code accept} is a media type list. */
    public ObjectValue get(String path, String accept) {
        return call("GET", path, accept, "", new byte[0]);
    }

    public ObjectValue get(String path) {
        return get(path, "application/json");
    }

    /** A call with a JSON answer. An empty body is not sent. */
    public ObjectValue call(String method, String path, String accept, String contentType, byte[] body) {
        var builder = request(path, accept).timeout(CALL_PATIENCE);
        if (!contentType.isEmpty()) {
            builder.header("Content-Type", contentType);
        }
        builder.method(
                method,
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        var answer = send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
        var tree = parse(answer.body());
        if (answer.statusCode() >= 400) {
            throw new RestFailure(answer.statusCode(), tree);
        }
        return tree;
    }

    /** A GET whose answer is read as it comes, for watches and logs; close the stream to end it. */
    public InputStream stream(String path, String accept) {
        var answer = send(request(path, accept).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() >= 400) {
            try (var body = answer.body()) {
                throw new RestFailure(answer.statusCode(), parse(body.readAllBytes()));
            } catch (IOException e) {
                throw new CommandFailure("reading the answer: " + e.getMessage(), e);
            }
        }
        return answer.body();
    }

    /** For what needs more than calls: WebSockets to the same server as the same user. */
    HttpClient http() {
        return http;
    }

    URI uri(String path) {
        return config.server().resolve(path);
    }

    private HttpRequest.Builder request(String path, String accept) {
        var builder = HttpRequest.newBuilder(uri(path)).header("Accept", accept).header("User-Agent", "jukung");
        config.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        return builder;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new CommandFailure(unanswered(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    private static boolean isCutOff(Throwable failure) {
        // Java's HTTP client has one that ends before any answer in words alone.
        if ("Remote host terminated the handshake".equals(failure.getMessage())) {
            return true;
        }
        var cause = failure.getCause();
        return cause instanceof EOFException || (cause != null && isCutOff(cause));
    }

    private String unanswered(IOException failure) {
        return switch (failure) {
            // One that just ends is the balancer's, with no server behind it.
            case SSLHandshakeException tls
            when !isCutOff(tls) ->
                "no trusted connection to the API server at " + config.server() + ": " + tls.getMessage()
                        + "; the kubeconfig's certificates are not this cluster's or have expired";
            case ConnectException refused ->
                "nothing answers at " + config.server() + " (" + CommandFailure.reason(refused)
                        + "); see: jukung status, or start a cluster with: jukung up";
            default ->
                "the API server at " + config.server() + " does not answer: " + CommandFailure.reason(failure)
                        + "; see: jukung status";
        };
    }

    private static ObjectValue parse(byte[] body) {
        try {
            return body.length > 0 && Json.read(body) instanceof ObjectValue tree ? tree : ObjectValue.empty();
        } catch (DecodingException e) {
            return ObjectValue.of("message", Value.of(new String(body, StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
