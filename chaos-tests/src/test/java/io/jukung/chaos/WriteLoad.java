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
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** One client that creates ConfigMaps through the API, one after the other, and remembers which were acknowledged. */
final class WriteLoad implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String PATH = "/api/v1/namespaces/default/configmaps";

    private final String prefix;
    private final RestClient client;
    private final Collection<Write> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;

    /** One acknowledged write; times on {@link System#nanoTime}'s scale. */
    private record Write(int number, long begun, long acknowledged) {}

    /**
     * Begins to write.
     *
     * @param prefix of the objects' names, another one for each load of a cluster
     */
    WriteLoad(ClusterLayout layout, String prefix) {
        this.prefix = prefix;
        this.client = new RestClient(Kubeconfig.read(layout.kubeconfig()));
        this.thread = Thread.ofPlatform().name("write-load").start(this::write);
    }

    private void write() {
        for (int number = 0; !stopped.get(); number++) {
            long begun = System.nanoTime();
            try {
                client.call("POST", PATH, "application/json", "application/json", Json.write(configMap(number)));
                acknowledged.add(new Write(number, begun, System.nanoTime()));
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

    private ObjectValue configMap(int number) {
        return ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put("metadata", ObjectValue.of("name", Value.of(prefix + number)))
                .put("data", ObjectValue.of("number", Value.of(Integer.toString(number))))
                .build();
    }

    /** How many writes the API has acknowledged. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** When the first write that began after {@code moment} was acknowledged; empty while none was. */
    OptionalLong firstBegunAfter(long moment) {
        return acknowledged.stream()
                .filter(write -> write.begun() - moment > 0)
                .mapToLong(Write::acknowledged)
                .findFirst();
    }

    /** The acknowledged writes that are not among these objects with their content; empty when nothing was lost. */
    Set<String> lost(Map<String, String> numberByName) {
        var expected = new HashSet<>(acknowledged.stream()
                .map(write -> prefix + write.number() + "=" + write.number())
                .collect(Collectors.toSet()));
        numberByName.forEach((name, number) -> expected.remove(name + "=" + number));
        return expected;
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
