package io.jukung.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.testing.BuildConsole;
import io.jukung.testing.KubernetesRecording;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The pods of a recorded kubelet, run here on containerd: what is told of them in status and events has to be the
 * same, in the same order, but for times, ids and addresses. Aspects that differ for a reviewed reason stand in
 * {@code recorded-behaviour-differences.txt}; one that does not differ any more has to leave it.
 * Without the recording the test is skipped.
 */
@Needs(
        tools = {"containerd", "runc", "ctr", "bridge", "nft", "busybox"},
        root = true)
class RecordedBehaviourIT {

    private static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");
    /** A whole scenario, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    /** Scenarios side by side: with all at once a busy machine is late for deadlines that a recorded pod kept. */
    private static final int AT_ONCE = 8;

    /** Scenarios of other parts: host port conflicts are the scheduler's, resizing is not offered. */
    private static final Set<String> ELSEWHERE = Set.of("host-port", "resize");

    private static final Pattern DELETE = Pattern.compile("kubectl delete pod ([a-z0-9 ]+?)( --.*)?");
    private static final Pattern CREATE_MAP =
            Pattern.compile("kubectl create configmap (\\w+) --from-literal=(\\w+)=(\\w+)");

    /** One recorded pod and ours beside it. */
    private record Twin(String scenario, String pod, Seen recorded, Set<String> events) {

        String name() {
            return scenario + "/" + pod;
        }
    }

    @Test
    void podsGoThroughWhatAKubeletsPodsGoThrough() throws Exception {
        var scenarios = recorded();
        try (var node = new TestNode("10.244.213.0/24")) {
            node.awaitNode();
            var twins = new ArrayList<Twin>();
            var players = new ArrayList<Thread>();
            var turns = new Semaphore(AT_ONCE);
            for (var scenario : scenarios) {
                var own = twins(scenario);
                twins.addAll(own);
                players.add(Thread.ofVirtual().start(() -> {
                    turns.acquireUninterruptibly();
                    try {
                        play(node, scenario);
                        awaitAsRecorded(node, own);
                    } finally {
                        turns.release();
                    }
                }));
            }
            for (var player : players) {
                player.join();
            }
            report(node, twins);
        }
    }

    private static void awaitAsRecorded(TestNode node, List<Twin> twins) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> twins.stream()
                            .allMatch(twin -> differences(node, twin).keySet().stream()
                                    .allMatch(aspect -> reviewed().contains(twin.name() + ": " + aspect)
                                            || upToTiming().contains(twin.name() + ": " + aspect))));
        } catch (ConditionTimeoutException late) {
            // What differs is told by the report.
        }
    }

    private static void report(TestNode node, List<Twin> twins) throws IOException {
        var differing = new TreeMap<String, String>();
        int aspects = 0;
        for (var twin : twins) {
            aspects += twin.recorded().aspects().size() + 1;
            differences(node, twin).forEach((aspect, how) -> differing.put(twin.name() + ": " + aspect, how));
        }
        var text = new StringBuilder("Pods as recorded of a kubelet: %d of %d aspects of %d pods%n"
                .formatted(aspects - differing.size(), aspects, twins.size()));
        differing.forEach((aspect, how) -> text.append(aspect).append('\n').append(how));
        var file = RealTools.projectRoot().resolve("node-daemon/target/recorded-behaviour.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        BuildConsole.say("recorded-pods", text.toString().lines().findFirst().orElse(""));
        var unreviewed = new TreeSet<>(differing.keySet());
        unreviewed.removeAll(reviewed());
        unreviewed.removeAll(upToTiming());
        assertThat(unreviewed).as(text.toString()).isEmpty();
        assertThat(differing.keySet())
                .as("reviewed differences are still there")
                .containsAll(reviewed());
    }

    /** The aspects in which our pod was not what was recorded, and how. Ours may have gone on for longer. */
    private static Map<String, String> differences(TestNode node, Twin twin) {
        var ours = Seen.of(node.api.podStates().stream()
                .filter(pod ->
                        pod.namespace().equals(twin.scenario()) && pod.name().equals(twin.pod()))
                .map(KubeObject::status)
                .toList());
        var found = new TreeMap<String, String>();
        twin.recorded().aspects().forEach((aspect, texts) -> {
            var own = ours.aspects().getOrDefault(aspect, List.of());
            if (own.size() < texts.size() || !own.subList(0, texts.size()).equals(texts)) {
                found.put(aspect, lines("recorded", texts) + lines("ours", own));
            }
        });
        var events = ownEvents(node, twin);
        if (!events.equals(twin.events())) {
            found.put("events", lines("recorded", twin.events()) + lines("ours", events));
        }
        return found;
    }

    private static String lines(String whose, Iterable<String> texts) {
        var text = new StringBuilder();
        texts.forEach(one ->
                text.append("    ").append(whose).append(": ").append(one).append('\n'));
        return text.toString();
    }

    private static Set<String> ownEvents(TestNode node, Twin twin) {
        var events = new TreeSet<String>();
        for (var event : node.api
                .list(GroupVersionResource.core("events"), twin.scenario(), ListOptions.ALL)
                .items()) {
            if (event.tree().text("involvedObject", "name").equals(twin.pod())) {
                events.add(event(event.tree(), event.tree().text("involvedObject", "fieldPath")));
            }
        }
        return events;
    }

    private static String event(ObjectValue event, String fieldPath) {
        return Seen.plain(String.join("|", event.text("type"), event.text("reason"), event.text("message"), fieldPath));
    }

    // ---- the recording

    private static List<ObjectValue> recorded() throws IOException {
        var file = KubernetesRecording.require("behaviour/pods.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8)))
                    .filter(scenario -> !ELSEWHERE.contains(scenario.text("id")))
                    .toList();
        }
    }

    /** What differs for a reviewed reason, always. */
    private static Set<String> reviewed() {
        return listed().stream().filter(line -> !line.startsWith("~ ")).collect(Collectors.toSet());
    }

    /** What may differ or not, as things fall. */
    private static Set<String> upToTiming() {
        return listed().stream()
                .filter(line -> line.startsWith("~ "))
                .map(line -> line.substring(2))
                .collect(Collectors.toSet());
    }

    private static Set<String> listed() {
        try (var in = RecordedBehaviourIT.class.getResourceAsStream("/recorded-behaviour-differences.txt")) {
            if (in == null) {
                return Set.of();
            }
            var lines = new TreeSet<String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Twin> twins(ObjectValue scenario) {
        var twins = new ArrayList<Twin>();
        for (var manifest : manifests(scenario)) {
            if (!manifest.text("kind").equals("Pod")) {
                continue;
            }
            var name = manifest.text("metadata", "name");
            var states = scenario.list("observed").objects().stream()
                    .filter(state -> state.text("kind").equals("pods")
                            && state.text("name").equals(name)
                            && !state.text("event").equals("DELETED"))
                    .map(state -> state.object("status"))
                    .toList();
            var events = new TreeSet<String>();
            for (var event : scenario.list("events").objects()) {
                if (event.text("object").equals("Pod/" + name)
                        && event.text("component").equals("kubelet")) {
                    events.add(event(event, event.text("fieldPath")));
                }
            }
            twins.add(new Twin(namespace(scenario), name, Seen.of(states), events));
        }
        return twins;
    }

    /** What was created, without the pods that no node took. */
    private static List<ObjectValue> manifests(ObjectValue scenario) {
        var unscheduled = Set.of("pend", "pvc");
        return scenario.list("manifests").objects().stream()
                .filter(manifest -> !unscheduled.contains(manifest.text("metadata", "name")))
                .toList();
    }

    private static String namespace(ObjectValue scenario) {
        return scenario.text("id").toLowerCase(Locale.ROOT);
    }

    // ---- the play

    private static void play(TestNode node, ObjectValue scenario) {
        var namespace = namespace(scenario);
        for (var manifest : manifests(scenario)) {
            var metadata = manifest.object("metadata").with("namespace", Value.of(namespace));
            if (manifest.text("kind").equals("ConfigMap")) {
                node.api.create(CONFIG_MAPS, new KubeObject(manifest.with("metadata", metadata)), WriteOptions.DEFAULT);
            } else {
                var pod = here(manifest).with("metadata", metadata);
                node.api.create(TestNode.PODS, new KubeObject(pod), WriteOptions.DEFAULT);
            }
        }
        for (var step : scenario.list("steps").objects()) {
            var delete = DELETE.matcher(step.text("cmd"));
            var map = CREATE_MAP.matcher(step.text("cmd"));
            if (delete.matches()) {
                for (var name : delete.group(1).split(" ")) {
                    if (!name.equals("pend")) {
                        delete(
                                node,
                                namespace,
                                name,
                                String.valueOf(delete.group(2)).contains("--force"));
                    }
                }
            } else if (map.matches()) {
                await(
                        node,
                        namespace,
                        map.group(1).equals("m") ? "cm" : "ef",
                        pod -> TestNode.containerStatus(pod)
                                .text("state", "waiting", "reason")
                                .equals("CreateContainerConfigError"));
                node.api.create(
                        CONFIG_MAPS,
                        TestNode.object("{metadata: {name: %s, namespace: %s}, data: {%s: %s}}"
                                .formatted(map.group(1), namespace, map.group(2), map.group(3))),
                        WriteOptions.DEFAULT);
            } else if (step.text("cmd").contains("--subresource status")) {
                openGate(node, namespace);
            }
        }
    }

    private static void delete(TestNode node, String namespace, String name, boolean force) {
        await(
                node,
                namespace,
                name,
                pod -> name.equals("done") ? pod.status().text("phase").equals("Succeeded") : TestNode.ready(pod));
        var options = force
                ? new DeleteOptions(
                        DeleteOptions.DEFAULT.propagation(), java.util.OptionalLong.of(0), "", "", WriteOptions.DEFAULT)
                : DeleteOptions.DEFAULT;
        node.api.delete(TestNode.PODS, new ObjectKey(namespace, name), options);
    }

    private static void openGate(TestNode node, String namespace) {
        var pod =
                await(node, namespace, "p", seen -> seen.status().text("phase").equals("Running"));
        var conditions = new ArrayList<Value>(pod.status().list("conditions").objects());
        conditions.addFirst(ObjectValue.builder()
                .put("type", "example.com/g")
                .put("status", "True")
                .build());
        node.api.patch(
                TestNode.PODS,
                pod.key(),
                "status",
                io.jukung.api.client.ApiClient.PatchType.MERGE,
                ObjectValue.of("status", ObjectValue.of("conditions", ListValue.of(conditions))),
                WriteOptions.DEFAULT);
    }

    private static KubeObject await(
            TestNode node, String namespace, String name, java.util.function.Predicate<KubeObject> wanted) {
        return Awaitility.await(namespace + "/" + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> node.api.list(TestNode.PODS, namespace, ListOptions.ALL).items().stream()
                                .filter(pod -> pod.name().equals(name))
                                .findFirst()
                                .orElse(new KubeObject(ObjectValue.empty())),
                        wanted);
    }

    /** The pod as the API server would have it, bound to our node, with images that are here. */
    private static ObjectValue here(ObjectValue manifest) {
        var spec = manifest.object("spec").with("nodeName", Value.of("n1"));
        if (spec.has("activeDeadlineSeconds")) {
            // On a machine as busy as this test makes it, a start may take as long as the recorded deadline.
            spec = spec.with("activeDeadlineSeconds", Value.of(4 * spec.whole(0, "activeDeadlineSeconds")));
        }
        for (var list : List.of("initContainers", "containers")) {
            spec = spec.has(list) ? spec.mapEach(list, RecordedBehaviourIT::withImage) : spec;
        }
        var scheduled = ObjectValue.builder()
                .put("type", "PodScheduled")
                .put("status", "True")
                .build();
        return manifest.with("spec", spec)
                .with(
                        "status",
                        ObjectValue.builder()
                                .put("phase", "Pending")
                                .put("conditions", ListValue.of(scheduled))
                                .build());
    }

    private static ObjectValue withImage(ObjectValue container) {
        var image = container.text("image");
        if (!image.startsWith("registry.k8s.io/")) {
            return container;
        }
        var here = container.with("image", Value.of(TestNode.IMAGE));
        if (image.contains("busybox")) {
            return here;
        }
        boolean serves = container.list("args").texts().contains("netexec");
        var script = serves
                // As the recorded server: it takes a moment to listen, and answers any path.
                ? "busybox mkdir /w; echo > /w/healthz; echo > /w/nope; sleep 2; exec busybox httpd -f -p 8080 -h /w"
                : "trap \"exit 0\" TERM; while :; do busybox sleep 0.1; done";
        return here.without("args").with("command", ListValue.of(Value.of("sh"), Value.of("-c"), Value.of(script)));
    }
}
