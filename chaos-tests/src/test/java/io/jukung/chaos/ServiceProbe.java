package io.jukung.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One client that asks a service over HTTP again and again, each time by a new connection. */
final class ServiceProbe implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InetSocketAddress service;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;

    ServiceProbe(InetSocketAddress service) {
        this.service = service;
        this.thread = Thread.ofPlatform().name("service-probe").start(this::ask);
    }

    private void ask() {
        while (!stopped.get()) {
            try {
                var status = statusLine();
                if (status.contains(" 200 ")) {
                    answered.incrementAndGet();
                } else {
                    failures.add(Instant.now() + " answered: " + status);
                }
                Thread.sleep(PAUSE);
            } catch (IOException e) {
                failures.add(Instant.now() + " " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String statusLine() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(service, (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var request = "GET / HTTP/1.1\r\nHost: hello\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            try (var answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
                var line = answer.readLine();
                return line == null ? "nothing" : line;
            }
        }
    }

    int answered() {
        return answered.get();
    }

    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
