package io.jukung.chaos.workload;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLContext;

/** Requests to API servers over HTTPS, none of them ever repeated. */
final class ApiClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int REFUSED = 400;
    private static final int BROKEN = 500;
    private static final int GONE = 410;

    private final HttpClient http;
    private final Duration deadline;

    /** With {@code deadline} of a request, watches aside. */
    ApiClient(SSLContext tls, Duration deadline) {
        this.http =
                HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECT).build();
        this.deadline = deadline;
    }

    /** A request that was not answered with success. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean refused;
        private final boolean expired;

        Failed(String text, boolean refused, boolean expired) {
            super(text);
            this.refused = refused;
            this.expired = expired;
        }

        /** Whether it had no effect and never will; else nobody knows. */
        boolean refused() {
            return refused;
        }

        /** Whether the revision that it was about is not kept any more. */
        boolean expired() {
            return expired;
        }
    }

    ObjectValue get(Workload.Endpoint at, String path) throws Failed, InterruptedException {
        return call(at, "GET", path, "", ObjectValue.empty());
    }

    /** With an empty {@code body} for none. */
    ObjectValue call(Workload.Endpoint at, String method, String path, String contentType, ObjectValue body)
            throws Failed, InterruptedException {
        var request = request(at, path).timeout(deadline);
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", contentType)
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= REFUSED) {
                throw failed(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
            }
            return Json.readObject(answer.body());
        } catch (IOException e) {
            throw failed(e);
        } catch (DecodingException e) {
            throw new Failed("answered with no JSON: " + e.getMessage(), false, false);
        }
    }

    private static HttpRequest.Builder request(Workload.Endpoint at, String path) {
        return HttpRequest.newBuilder(URI.create("https://" + at.host() + ":" + at.port() + path))
                .header("Accept", "application/json");
    }

    private static Failed failed(int status, String body) {
        String text = body;
        try {
            text = Json.readObject(body.getBytes(StandardCharsets.UTF_8)).text("message");
        } catch (DecodingException e) {
            // As it is.
        }
        // What a server says when something else failed it: it may have happened.
        return new Failed(status + " " + text, status < BROKEN, status == GONE);
    }

    private static Failed failed(IOException failure) {
        boolean never = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return new Failed(failure.getClass().getSimpleName() + ": " + failure.getMessage(), never, false);
    }

    /**
     * Watches until {@code most} is over, the server ends it, or the connection breaks: what came until then did come.
     *
     * @param take is told of each event's type and object; false ends it
     */
    void watch(Workload.Endpoint at, String path, Duration most, BiPredicate<String, KubeObject> take)
            throws Failed, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        InputStream body;
        try {
            var answer =
                    http.send(request(at, path).timeout(deadline).build(), HttpResponse.BodyHandlers.ofInputStream());
            body = answer.body();
            if (answer.statusCode() >= REFUSED) {
                try (body) {
                    throw failed(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
        // A read has no deadline of its own.
        var closing = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                body.close();
            } catch (InterruptedException | IOException e) {
                // It is over before.
            }
        });
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                var event = Json.readObject(line.getBytes(StandardCharsets.UTF_8));
                if (event.text("type").equals("ERROR")) {
                    long code = event.object("object").whole(0, "code");
                    throw new Failed(event.object("object").text("message"), true, code == GONE);
                }
                if (!take.test(event.text("type"), new KubeObject(event.object("object")))) {
                    return;
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            // Closed by us, or broken.
        } catch (DecodingException e) {
            // A line that was cut.
        } finally {
            closing.interrupt();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
