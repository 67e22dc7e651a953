package io.jukung.controllers.behaviour;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.behaviour.Recording.Step;
import io.jukung.controllers.loop.Kind;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One scenario, done again against our controllers: its manifests, its commands by the real kubectl, its pauses. */
final class Replay {

    private static final Set<Kind> KINDS =
            Set.of(Kind.DEPLOYMENT, Kind.REPLICA_SET, Kind.POD, Kind.NODE, Kind.ENDPOINT_SLICE, Kind.ENDPOINTS);
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final Duration BETWEEN_NODE_STEPS = Duration.ofMillis(120);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ApiClient client;
    private final Scenario scenario;
    private final Recording recording;
    private final Path kubeconfig;
    private final Map<String, String> checks = new TreeMap<>();

    private Replay(ApiClient client, Scenario scenario, Path kubeconfig) {
        this.client = client;
        this.scenario = scenario;
        this.recording = Recording.read(scenario.area(), scenario.id());
        this.kubeconfig = kubeconfig;
    }

    /**
     * A recorded scenario and what was around it when it was recorded.
     *
     * @param before nodes that other scenarios had made
     * @param after nodes that other scenarios made a moment later
     * @param nodes whose states are compared
     * @param exchangeable names of which chance decides which comes first
     * @param pause how long the recorded run was left alone at least where it was
     */
    record Scenario(
            String area,
            String id,
            List<String> before,
            List<String> after,
            Set<String> nodes,
            Map<String, String> exchangeable,
            Duration pause) {}

    /** Each check of the scenario with its difference, "" for none. */
    static Map<String, String> run(ApiClient client, Scenario scenario, Path kubeconfig)
            throws IOException, InterruptedException {
        return new Replay(client, scenario, kubeconfig).run();
    }

    private Map<String, String> run() throws IOException, InterruptedException {
        try (var node = new PlayedNode(client)) {

            create("{apiVersion: v1, kind: Namespace, metadata: {name: " + scenario.id() + "}}");
            awaitNode();
            try (var watcher = new Watcher(client, scenario.id(), KINDS, scenario.nodes())) {
                scenario.before().forEach(this::create);
                settle(watcher, node, Duration.ZERO);
                steps(watcher, node);
                settle(watcher, node, Duration.ZERO);
                scenario.after().forEach(this::create);
                settle(watcher, node, scenario.pause());
                compare(watcher);
            } finally {
                cleanUp();
            }
        }
        return checks;
    }

    /** The controllers have done to the new node what they do to every one. */
    private void awaitNode() {
        org.awaitility.Awaitility.await().atMost(LIMIT).until(() -> {
            var node = client.get(Kind.NODE.resource(), new ObjectKey("", PlayedNode.NAME));
            return !node.spec().text("podCIDR").isEmpty()
                    && node.spec().list("taints").isEmpty();
        });
    }

    private void steps(Watcher watcher, PlayedNode node) throws IOException, InterruptedException {
        var steps = recording.steps();
        var manifests = recording.manifests().iterator();
        for (int i = 0; i < steps.size(); i++) {
            if (i > 0 && RecordedStates.pausesBefore(steps, i)) {
                settle(watcher, node, scenario.pause());
                watcher.nextSegment();
            }
            var step = steps.get(i);
            if (step.creates()) {
                create(manifests.next());
            } else if (!step.command().isEmpty()) {
                kubectl(i, step, watcher, node);
            } else if (step.action().equals("kubelet stopped")) {
                node.freeze();
                awaitSilenceNoticed();
            } else if (step.action().equals("kubelet continued")) {
                node.thaw(scenario.id(), () -> settle(watcher, node, Duration.ZERO));
            }
        }
    }

    private void awaitSilenceNoticed() {
        org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .until(() -> !client.get(Kind.NODE.resource(), new ObjectKey("", PlayedNode.NAME))
                        .spec()
                        .list("taints")
                        .isEmpty());
    }

    private void create(ObjectValue manifest) {
        var kind = manifest.text("kind");
        var group = kind.equals("Deployment") || kind.equals("ReplicaSet") ? "apps/v1" : "v1";
        var known = Kind.named(group, kind).orElseThrow();
        var object = manifest.with("apiVersion", Value.of(group));
        client.create(
                known.resource(),
                new KubeObject(
                        known.namespaced() ? object.withAt(Value.of(scenario.id()), "metadata", "namespace") : object),
                WriteOptions.DEFAULT);
    }

    /** Creates an object, or changes the node that is there; a pod comes and goes. */
    private void create(String yaml) {
        var object = new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
        var kind = Kind.named(object.apiVersion(), object.kind()).orElseThrow();
        if (object.name().equals(PlayedNode.NAME)) {
            client.patch(
                    kind.resource(), object.key(), "", ApiClient.PatchType.MERGE, object.tree(), WriteOptions.DEFAULT);
        } else {
            client.create(kind.resource(), object, WriteOptions.DEFAULT);
        }
        if (kind.equals(Kind.POD)) {
            client.delete(
                    kind.resource(),
                    object.key(),
                    new DeleteOptions(Optional.empty(), OptionalLong.of(0), "", "", WriteOptions.DEFAULT));
        }
    }

    private void kubectl(int index, Step step, Watcher watcher, PlayedNode node)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("kubectl", ".out");
        var builder = new ProcessBuilder(
                        "sh", "-c", step.command().replaceFirst("^kubectl ", "kubectl -n " + scenario.id() + " "))
                .redirectOutput(output.toFile())
                .redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment()
                .merge("PATH", RealTools.get("kubectl").getParent().toString(), (path, tools) -> tools + ":" + path);
        var process = builder.start();
        // What it waits for may need the kubelet.
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            if (watcher.quietFor() > BETWEEN_NODE_STEPS.toNanos()) {
                node.step(scenario.id());
            }
        }
        var text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        var wanted = step.tree().text("err") + step.tree().text("out");
        if (!step.command().contains("kubectl get")) {
            checks.put("steps/" + index, wanted.equals(text) ? "" : "recorded " + wanted + "\n      ours     " + text);
        }
    }

    /** Plays the node until nothing happens any more, and for at least so long. */
    private void settle(Watcher watcher, PlayedNode node, Duration atLeast) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LIMIT.toNanos()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            long quiet = watcher.quietFor();
            if (quiet > BETWEEN_NODE_STEPS.toNanos() && node.step(scenario.id())) {
                continue;
            }
            if (Math.min(quiet, System.nanoTime() - start) > QUIET.toNanos()
                    && System.nanoTime() - start > atLeast.toNanos()) {
                return;
            }
        }
        checks.put("comes to rest", "no: " + watcher.states(Map.of()).states().getLast());
    }

    private void compare(Watcher watcher) {
        var kinds = KINDS.stream().map(kind -> kind.resource().resource()).collect(Collectors.toSet());
        var recorded = RecordedStates.of(recording, kinds);
        var theirs = new States(
                recorded.states().stream()
                        .filter(state -> !state.kind().equals("nodes")
                                || scenario.nodes().contains(state.name()))
                        .toList(),
                recorded.events(),
                new TreeMap<>(recorded.last()));
        theirs.last()
                .keySet()
                .removeIf(name -> name.startsWith("nodes/") && !scenario.nodes().contains(name.substring(6)));
        var settled = new HashSet<Integer>();
        for (int segment = 0; segment <= watcher.segment(); segment++) {
            settled.add(segment);
        }
        var same = Comparison.of(theirs, watcher.states(Map.of()), settled);
        // Which of two nodes that are alike came first is chance.
        var exchanged = Comparison.of(theirs, watcher.states(scenario.exchangeable()), settled);
        checks.putAll(passes(exchanged) > passes(same) ? exchanged : same);
    }

    private static long passes(Map<String, String> checks) {
        return checks.values().stream().filter(String::isEmpty).count();
    }

    private void cleanUp() {
        client.delete(Kind.NAMESPACE.resource(), new ObjectKey("", scenario.id()), DeleteOptions.DEFAULT);
        for (var node : client.list(Kind.NODE.resource(), "", io.jukung.api.client.ListOptions.ALL)
                .items()) {
            if (!node.name().equals(PlayedNode.NAME)) {
                client.delete(Kind.NODE.resource(), node.key(), DeleteOptions.DEFAULT);
            }
        }
    }
}
