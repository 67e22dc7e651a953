package io.jukung.controllers.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.scheduler.cache.ClusterCache;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.testing.KubernetesRecording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The words of a Kubernetes 1.36 scheduler, recorded: each pod of a scenario is scheduled here in a cluster like the
 * recorded one, and must get a node where it got one there, or be refused in words that were recorded for it.
 * Scenarios ran beside one another, so what nodes there were at a moment is tried in the variants seen.
 */
class GoldenSchedulingTest {

    private static final String NODE1 =
            "{'metadata':{'name':'node1','labels':{'kubernetes.io/hostname':'node1'}},'spec':{%s},"
                    + "'status':{'allocatable':{'cpu':'2','memory':'24Gi','ephemeral-storage':'100Gi','pods':'110'}}}";
    private static final String FAKE =
            "{'metadata':{'name':'%s','labels':{%s}},'spec':{%s},'status':{'allocatable':{'cpu':'4','memory':'8Gi','pods':'110'}}}";

    private static final List<String> ALONE = List.of(NODE1.formatted(""));
    private static final List<String> WITH_FAKES = List.of(
            NODE1.formatted(""),
            FAKE.formatted("fake1", "", "'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]"),
            FAKE.formatted(
                    "fake2",
                    "",
                    "'unschedulable':true,'taints':[{'key':'node.kubernetes.io/unschedulable','effect':'NoSchedule'}]"));
    private static final List<String> ZONES = List.of(
            NODE1.formatted("'taints':[{'key':'t','effect':'NoSchedule'}]"),
            FAKE.formatted("fk1", "'set':'fk','kubernetes.io/hostname':'fk1','zone.x':'z1'", ""),
            FAKE.formatted("fk2", "'set':'fk','kubernetes.io/hostname':'fk2','zone.x':'z2'", ""));

    private record Scenario(List<PodInfo> pods, Map<String, Set<String>> refusals, Map<String, Integer> assigned) {}

    @ParameterizedTest
    @ValueSource(strings = {"sched-cpu", "sched-podaff"})
    void oneNode(String id) throws IOException {
        check(id, ALONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sched-cpu", "sched-podaff", "sched-spread", "sched-fakenodes"})
    void besideATaintedAndACordonedNode(String id) throws IOException {
        check(id, WITH_FAKES);
    }

    @Test
    void twoZonesBesideATaintedNode() throws IOException {
        check("sched-fake-spread", ZONES);
    }

    private static void check(String id, List<String> nodes) throws IOException {
        var scenario = scenario(id);
        var cache = new ClusterCache();
        nodes.forEach(node -> cache.putNode(Node.of(Objects.object(node))));
        var random = new SplittableRandom(1);
        for (var pod : scenario.pods()) {
            var name = pod.key().name();
            switch (Objects.SCHEDULING.schedule(pod, cache.snapshot(), random)) {
                case Verdict.Assigned(var node, var evaluated, var feasible) -> {
                    assertThat(scenario.assigned()).as("assigned %s", name).containsKey(name);
                    cache.assume(pod, node);
                }
                case Verdict.Unschedulable(var message, var plugins) ->
                    assertThat(scenario.refusals().getOrDefault(name, Set.of()))
                            .as("refused %s", name)
                            .contains(message);
            }
        }
    }

    private static Scenario scenario(String id) throws IOException {
        var recorded = KubernetesRecording.require("behaviour/scheduler.jsonl.gz");
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(recorded)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8)))
                    .filter(scenario -> scenario.text("id").equals(id))
                    .map(GoldenSchedulingTest::scenario)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Scenario scenario(ObjectValue recorded) {
        var refusals = new HashMap<String, Set<String>>();
        var assigned = new HashMap<String, Integer>();
        for (var event : recorded.list("events").objects()) {
            var pod = event.text("object").replaceFirst("Pod/", "");
            switch (event.text("reason")) {
                case "FailedScheduling" ->
                    refusals.computeIfAbsent(pod, name -> new HashSet<>()).add(event.text("message"));
                case "Scheduled" -> assigned.merge(pod, 1, Integer::sum);
                default -> {}
            }
        }
        return new Scenario(pods(recorded).toList(), refusals, assigned);
    }

    private static Stream<PodInfo> pods(ObjectValue recorded) {
        return recorded.list("manifests").objects().stream()
                .filter(object -> object.text("kind").equals("Pod"))
                .map(object -> object.withAt(Value.of(recorded.text("id")), "metadata", "namespace"))
                .map(object -> PodInfo.of(new KubeObject(object)));
    }
}
