package io.jukung.controllers.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.ApiChannels;
import io.jukung.api.client.GrpcApiClient;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.server.TestCluster;
import io.jukung.controllers.Controllers;
import io.jukung.controllers.ControllersConfig;
import io.jukung.controllers.behaviour.Replay.Scenario;
import io.jukung.controllers.scheduler.Scheduler;
import io.jukung.platform.Clock;
import io.jukung.testing.BuildConsole;
import io.jukung.testing.KubernetesRecording;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controllers and the scheduler against what those of Kubernetes 1.36 were recorded to do, on our API server with
 * the real kubectl; the kubelet is played. Prints how many checks pass, by area, and what differs.
 */
@Needs(tools = {"etcd", "kubectl"})
class BehaviourIT {

    private static final List<String> FAKES = List.of(
            "{apiVersion: v1, kind: Node, metadata: {name: fake1}, spec: {taints: [{key: k, value: v, effect: NoSchedule}]}}",
            "{apiVersion: v1, kind: Node, metadata: {name: fake2}, spec: {unschedulable: true}}");
    private static final String NODE1_TAINTED =
            "{apiVersion: v1, kind: Node, metadata: {name: node1}, spec: {taints: [{key: t, effect: NoSchedule}]}}";
    private static final String NODE1_FREE =
            "{apiVersion: v1, kind: Node, metadata: {name: node1}, spec: {taints: null}}";
    private static final List<String> ZONES = List.of(NODE1_TAINTED, zone(1), zone(2));

    private static final String PASSING_POD =
            "{apiVersion: v1, kind: Pod, metadata: {name: passing, namespace: default}, spec: {nodeName: node1, containers: [{name: c, image: x}]}}";

    private static final List<Scenario> SCENARIOS = List.of(
            alone("workloads", "deploy-basic"),
            beside("workloads", "deploy-deadline", List.of(), FAKES, Duration.ofSeconds(8)),
            alone("workloads", "endpoints"),
            alone("workloads", "gc-modes"),
            beside("scheduler", "sched-cpu", List.of(), FAKES, Duration.ofMillis(1500)),
            new Scenario(
                    "scheduler",
                    "sched-fake-spread",
                    ZONES,
                    List.of(NODE1_FREE),
                    Set.of("fk1", "fk2"),
                    Map.of("fk1", "fk2", "fk2", "fk1", "z1", "z2", "z2", "z1"),
                    Duration.ofMillis(1500)),
            new Scenario(
                    "scheduler",
                    "sched-fakenodes",
                    List.of(),
                    List.of(PASSING_POD),
                    Set.of("fake1", "fake2"),
                    Map.of(),
                    Duration.ofMillis(2500)),
            alone("scheduler", "sched-gates"),
            alone("scheduler", "sched-nodename"),
            beside("scheduler", "sched-podaff", List.of(), FAKES, Duration.ofMillis(1500)),
            beside("scheduler", "sched-spread", FAKES, List.of(), Duration.ZERO),
            new Scenario("nodes", "node-notready", List.of(), List.of(), Set.of("node1"), Map.of(), Duration.ZERO));

    private static Scenario alone(String area, String id) {
        return beside(area, id, List.of(), List.of(), Duration.ZERO);
    }

    private static Scenario beside(String area, String id, List<String> before, List<String> after, Duration pause) {
        return new Scenario(area, id, before, after, Set.of(), Map.of(), pause);
    }

    private static String zone(int number) {
        return """
                apiVersion: v1
                kind: Node
                metadata:
                  name: fk%d
                  labels: {kubernetes.io/hostname: fk%1$d, set: fk, zone.x: z%1$d}
                status:
                  capacity: {cpu: "4", memory: 8Gi, pods: "110"}
                  allocatable: {cpu: "4", memory: 8Gi, pods: "110"}
                  conditions: [{type: Ready, status: "True", reason: KubeletReady}]
                """.formatted(number);
    }

    @Test
    void asRecorded(@TempDir Path folder) throws IOException, InterruptedException {
        KubernetesRecording.require(Recording.FOLDER);
        var results = new TreeMap<String, Map<String, String>>();
        try (var server = TestCluster.start()) {
            var admin = server.admin();
            var channel = ApiChannels.mtls(
                    List.of(new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.server().grpcPort())),
                    admin.caFile(),
                    admin.certFile(),
                    admin.keyFile());
            var client = new GrpcApiClient(channel, "test");
            var config = new ControllersConfig(
                    "test", "the CA", Ipv4Range.parse("10.244.0.0/16"), 24, Duration.ofSeconds(4), Clock.system());
            try (var _ = Controllers.start(client, config);
                    var _ = Scheduler.start(client, "test", Clock.system(), new SplittableRandom(1))) {
                for (var scenario : SCENARIOS) {
                    if (System.getProperty("jukung.behaviour", scenario.id()).equals(scenario.id())) {
                        results.put(
                                scenario.area() + "/" + scenario.id(),
                                Replay.run(client, scenario, kubeconfig(server, folder, scenario.id())));
                    }
                }
            } finally {
                channel.shutdownNow();
            }
        }
        judge(results);
    }

    private static Path kubeconfig(TestCluster server, Path folder, String namespace) throws IOException {
        var text = Files.readString(server.kubeconfig())
                .replace("context: {cluster: test", "context: {namespace: " + namespace + ", cluster: test");
        return Files.writeString(folder.resolve(namespace), text);
    }

    private static void judge(Map<String, Map<String, String>> results) {
        var expected = ExpectedFailures.read();
        var wrong = new ArrayList<String>();
        var report = new StringBuilder("\nBehaviour as recorded of Kubernetes 1.36:\n");
        int passed = 0;
        int all = 0;
        for (var scenario : results.entrySet()) {
            long passes = scenario.getValue().values().stream()
                    .filter(String::isEmpty)
                    .count();
            report.append("  %-30s %3d of %3d checks%n"
                    .formatted(scenario.getKey(), passes, scenario.getValue().size()));
            passed += (int) passes;
            all += scenario.getValue().size();
            scenario.getValue().forEach((name, difference) -> {
                var id = scenario.getKey() + " " + name;
                boolean known = expected.reasons().containsKey(id);
                if (!difference.isEmpty()) {
                    report.append(known ? "    expected " : "    FAILS ")
                            .append(name)
                            .append(known ? "" : "\n      " + difference)
                            .append('\n');
                    if (!known) {
                        wrong.add(id);
                    }
                } else if (known) {
                    wrong.add("passes although expected to fail: " + id);
                }
            });
        }
        report.append("  all: %d of %d%n".formatted(passed, all));
        System.out.println(report);
        BuildConsole.say(
                "recorded-behaviour",
                "Controllers and scheduler as recorded of Kubernetes 1.36: %d of %d checks in %d scenarios"
                        .formatted(passed, all, results.size()));
        if (System.getProperty("jukung.behaviour") == null) {
            expected.reasons().keySet().stream()
                    .filter(id -> results.entrySet().stream()
                            .noneMatch(scenario -> id.startsWith(scenario.getKey() + " ")
                                    && scenario.getValue().containsKey(id.substring(id.indexOf(' ') + 1))))
                    .forEach(id -> wrong.add("no such check: " + id));
        }
        assertThat(wrong).as(report.toString()).isEmpty();
    }
}
