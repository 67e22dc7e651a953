package io.jukung.chaos;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client that creates ConfigMaps through the API, one after the other, and remembers which were acknowledged. */
final class WriteLoad implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String PATH = "/api/v1/namespaces/default/configmaps";

    private final RestClient client;
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;
    private volatile long lastAcknowledged = System.nanoTime();

    WriteLoad(ClusterLayout layout) {
        this.client = new RestClient(Kubeconfig.read(layout.kubeconfig()));
        this.thread = Thread.ofPlatform().name("write-load").start(this::write);
    }

    private void write() {
        for (int number = 0; !stopped.get(); number++) {
            var name = "load-" + number;
            try {
                client.call(
                        "POST",
                        PATH,
                        "application/json",
                        "application/json",
                        Json.write(ObjectValue.builder()
                                .put("apiVersion", "v1")
                                .put("kind", "ConfigMap")
                                .put("metadata", ObjectValue.of("name", Value.of(name)))
                                .put("data", ObjectValue.of("number", Value.of(Integer.toString(number))))
                                .build()));
                acknowledged.add(name);
                lastAcknowledged = System.nanoTime();
            } catch (RestFailure | CommandFailure e) {
                // Not acknowledged: whether it is there does not matter. The next one has another name.
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** When the last write was acknowledged, on {@link System#nanoTime}'s scale. */
    long lastAcknowledged() {
        return lastAcknowledged;
    }

    /** The names that the API said it has. */
    Queue<String> acknowledged() {
        return acknowledged;
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
        client.close();
    }
}
