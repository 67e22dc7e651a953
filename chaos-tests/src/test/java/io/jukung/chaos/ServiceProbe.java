package io.jukung.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One client that asks a service again and again, each time over a new connection. */
final class ServiceProbe implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpRequest request;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;

    ServiceProbe(URI uri) {
        this.request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        this.thread = Thread.ofPlatform().name("service-probe").start(this::ask);
    }

    private void ask() {
        while (!stopped.get()) {
            // A client each: none of its connections is kept.
            try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.add("HTTP " + answer.statusCode());
                }
                Thread.sleep(PAUSE);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    int answered() {
        return answered.get();
    }

    Queue<String> failures() {
        return failures;
    }

    /** Ends the requests; what was counted stays. Idempotent. */
    void stop() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
