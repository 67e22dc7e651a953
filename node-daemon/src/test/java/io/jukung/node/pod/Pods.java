package io.jukung.node.pod;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.probe.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pods and what runs of them, for tests: a fluent little world with a clock. */
final class Pods {

    static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

    private KubeObject object;
    private final List<Observation.Sandbox> sandboxes = new ArrayList<>();
    private final List<Observation.Instance> containers = new ArrayList<>();
    private PodMemory memory = PodMemory.FRESH.withVolumes(true);
    private Map<String, Health> health = Map.of();
    private Instant now = START;
    private boolean gone;

    private Pods(KubeObject object) {
        this.object = object;
    }

    /** A pod p/ns with the spec, given as YAML. */
    static Pods pod(String spec) {
        var tree = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", "p")
                                .put("namespace", "ns")
                                .put("uid", "u1")
                                .put("generation", 1)
                                .build())
                .put("spec", Yaml.readAll(spec).getFirst())
                .build();
        return new Pods(new KubeObject(tree));
    }

    static Pods simple(String restartPolicy) {
        return pod("{restartPolicy: " + restartPolicy + ", containers: [{name: c, image: img}]}");
    }

    Pods memory(PodMemory known) {
        memory = known;
        return this;
    }

    Pods at(long seconds) {
        now = START.plusSeconds(seconds);
        return this;
    }

    Pods deleted(long grace) {
        object = new KubeObject(object.tree()
                .withAt(Value.of("2026-11-21T01:00:00Z"), "metadata", "deletionTimestamp")
                .withAt(Value.of(grace), "metadata", "deletionGracePeriodSeconds"));
        return this;
    }

    Pods vanished() {
        gone = true;
        return this;
    }

    /** The API's present status. */
    Pods published(ObjectValue status) {
        object = new KubeObject(object.tree().with("status", status));
        return this;
    }

    Pods sandbox(String id, int attempt, boolean ready) {
        sandboxes.removeIf(known -> known.id().equals(id));
        sandboxes.add(new Observation.Sandbox(
                id, attempt, ready, START.plusSeconds(attempt), ready ? List.of("10.244.0.5") : List.of()));
        return this;
    }

    Pods running(String name, int attempt) {
        return instance(name, attempt, 0, Observation.State.RUNNING, 0, attempt, attempt);
    }

    Pods created(String name, int attempt) {
        return instance(name, attempt, 0, Observation.State.CREATED, 0, attempt, attempt);
    }

    /** An ended run: {@code crashes} failed ones were before it; it ran from one second to another. */
    Pods exited(String name, int attempt, int crashes, int code, long from, long to) {
        return instance(name, attempt, crashes, Observation.State.EXITED, code, from, to);
    }

    private Pods instance(
            String name, int attempt, int crashes, Observation.State state, int code, long from, long to) {
        containers.removeIf(known -> known.id().equals(name + attempt));
        containers.add(new Observation.Instance(
                name + attempt,
                sandboxes.getLast().id(),
                name,
                attempt,
                crashes,
                "img".hashCode(),
                state,
                START.plusMillis(attempt),
                START.plusSeconds(from),
                START.plusSeconds(to),
                code,
                "",
                "",
                "img",
                "sha256:1"));
        return this;
    }

    Pods healthy(Map<String, Health> known) {
        health = known;
        return this;
    }

    PodView view() {
        return new PodView(
                new DesiredPod(object, gone), new Observation(sandboxes, containers), memory, health, "192.0.2.1", now);
    }

    PodAction.Plan plan() {
        return PodPlanner.plan(view());
    }

    ObjectValue status() {
        return PodStatus.of(view());
    }
}
