package io.jukung.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.node.cri.CriClient;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node goes through: its runtime or its daemon ends, pods go while nobody looks, logs grow. */
@Needs(
        tools = {"containerd", "runc", "ctr", "bridge", "nft", "busybox"},
        root = true)
class HardTimesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SLEEPER = """
            terminationGracePeriodSeconds: 1
            volumes: [{name: scratch, emptyDir: {medium: Memory}}]
            containers:
            - name: c
              image: IMAGE
              command: [sh, -c, "while :; do sleep 1; done"]
              volumeMounts: [{name: scratch, mountPath: /scratch}]
            """;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode("10.244.214.0/24");
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    private static String readyMessage() {
        var object = node.api.get(TestNode.NODES, new ObjectKey("", "n1"));
        return object.status().list("conditions").objects().stream()
                .filter(condition -> condition.text("type").equals("Ready"))
                .map(condition -> condition.text("status") + " " + condition.text("message"))
                .findFirst()
                .orElse("");
    }

    private static void awaitReadyMessage(String start) {
        Awaitility.await("node's Ready condition " + start)
                .atMost(PATIENCE)
                .until(HardTimesIT::readyMessage, message -> message.startsWith(start));
    }

    @Test
    void aKilledRuntimeIsToldAndItsContainersLiveOn() {
        node.run("survivor", SLEEPER);
        var before = TestNode.containerStatus(node.awaitReady("survivor"));
        awaitReadyMessage("True");
        var killed = ProcessHandle.of(node.containerd.pid()).orElseThrow();
        killed.destroyForcibly();
        awaitReadyMessage("False container runtime is down");
        killed.onExit().join();
        node.startContainerd();
        awaitReadyMessage("True");
        var after = TestNode.containerStatus(node.awaitReady("survivor"));
        assertThat(after.text("containerID")).isEqualTo(before.text("containerID"));
        assertThat(after.whole(-1, "restartCount")).isZero();
        node.delete("survivor");
        node.awaitGone("survivor");
    }

    @Test
    void aRuntimeThatHangsIsTold() throws Exception {
        awaitReadyMessage("True");
        signalRuntime("STOP");
        try {
            awaitReadyMessage("False container runtime is down");
        } finally {
            signalRuntime("CONT");
        }
        awaitReadyMessage("True");
    }

    private static void signalRuntime(String signal) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(node.containerd.pid()));
        assertThat(kill.inheritIO().start().waitFor()).isZero();
    }

    @Test
    void podsThatWentWhileNoDaemonRanLeaveNothing() throws Exception {
        var gone = node.run("unwatched", SLEEPER);
        node.awaitReady("unwatched");
        // Its volumes are made, and then it waits for a ConfigMap: the runtime never hears of it.
        var unmade = node.run(
                "unmade",
                SLEEPER.replace("medium: Memory}}]", "medium: Memory}}, {name: z, configMap: {name: none}}]"));
        var folders = node.folder.resolve("node/pods");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node.eventReasons("unmade").contains("FailedMount"));
        Awaitility.await().atMost(PATIENCE).until(() -> Files.isDirectory(folders.resolve(unmade.uid())));
        node.stopDaemon();
        for (var pod : List.of(gone, unmade)) {
            var now = new DeleteOptions(Optional.empty(), OptionalLong.of(0), "", "", WriteOptions.DEFAULT);
            node.api.delete(TestNode.PODS, pod.key(), now);
        }
        node.startDaemon();
        for (var pod : List.of(gone, unmade)) {
            Awaitility.await(pod.name()).atMost(PATIENCE).untilAsserted(() -> {
                assertThat(folders.resolve(pod.uid())).doesNotExist();
                assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(pod.uid());
                try (var logs = Files.list(node.folder.resolve("node/logs"))) {
                    assertThat(logs.map(Path::toString)).noneMatch(name -> name.endsWith(pod.uid()));
                }
            });
        }
        try (var cri = CriClient.of(node.containerd.config().socket())) {
            assertThat(cri.listPodSandboxes(Map.of("io.kubernetes.pod.uid", gone.uid())))
                    .isEmpty();
        }
        assertNoShimsWithoutSandbox();
    }

    /** Every shim belongs to a sandbox that is there, and every network namespace too. */
    private static void assertNoShimsWithoutSandbox() {
        try (var cri = CriClient.of(node.containerd.config().socket())) {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                int sandboxes = cri.listPodSandboxes(Map.of()).size();
                var socket = node.containerd.config().socket().toString();
                var shims = ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains("containerd-shim") && line.contains(socket))
                        .count();
                assertThat(shims).isLessThanOrEqualTo(sandboxes);
                var namespaces = Files.readAllLines(Path.of("/proc/mounts")).stream()
                        .filter(line -> line.contains(node.folder + "/") && line.contains("/netns/"))
                        .count();
                assertThat(namespaces).isLessThanOrEqualTo(sandboxes);
            });
        }
    }

    @Test
    void aDaemonThatEndsWhilePodsStartGoesOnWithThem() {
        for (int i = 0; i < 4; i++) {
            node.run("rushed-" + i, SLEEPER);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node.pod("rushed-0").orElseThrow().status().has("startTime"));
        node.stopDaemon();
        node.startDaemon();
        for (int i = 0; i < 4; i++) {
            var status = TestNode.containerStatus(node.awaitReady("rushed-" + i));
            assertThat(status.whole(-1, "restartCount")).as(status.toString()).isZero();
            node.delete("rushed-" + i);
        }
        for (int i = 0; i < 4; i++) {
            node.awaitGone("rushed-" + i);
        }
        assertNoShimsWithoutSandbox();
    }

    @Test
    void limitsStandInTheCgroups() throws IOException {
        var pod = node.run(
                "limited",
                SLEEPER.replace(
                        "command:",
                        "resources: {requests: {cpu: 250m, memory: 16Mi}, limits: {cpu: 500m, memory: 32Mi}}\n"
                                + "  command:"));
        var running = node.awaitReady("limited");
        var id = TestNode.containerStatus(running).text("containerID").replace("containerd://", "");
        var group = "kubepods/burstable/pod" + pod.uid() + "/" + id;
        var unified = Path.of("/sys/fs/cgroup").resolve(group);
        if (Files.isDirectory(unified)) {
            assertThat(unified.resolve("memory.max")).hasContent(Long.toString(32L << 20));
            assertThat(unified.resolve("cpu.max")).hasContent("50000 100000");
        } else {
            var memory = Path.of("/sys/fs/cgroup/memory").resolve(group);
            assertThat(memory.resolve("memory.limit_in_bytes")).hasContent(Long.toString(32L << 20));
            var cpu = Path.of("/sys/fs/cgroup/cpu").resolve(group);
            assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("50000");
            assertThat(cpu.resolve("cpu.shares")).hasContent("256");
        }
        node.delete("limited");
        node.awaitGone("limited");
    }

    @Test
    void aLongLogIsSetAsideAndStaysReadable() {
        node.run("wordy", """
                terminationGracePeriodSeconds: 1
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "yes 0123456789012345678901234567890123456789 | busybox head -c 11000000; while :; do sleep 1; done"]
                """);
        var pod = node.awaitReady("wordy");
        var logs = node.folder.resolve("node/logs/default_wordy_" + pod.uid() + "/c");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            try (var files = Files.list(logs)) {
                assertThat(files.map(file -> String.valueOf(file.getFileName())))
                        .anyMatch(name -> name.matches("0\\.log\\.\\d{8}-\\d{6}"))
                        .contains("0.log");
            }
        });
        node.delete("wordy");
        node.awaitGone("wordy");
    }

    @Test
    void anEphemeralContainerJoinsARunningPod() {
        node.run("watched", SLEEPER);
        var pod = node.awaitReady("watched");
        var spec = TestNode.object("""
                spec:
                  ephemeralContainers:
                  - name: look
                    image: %s
                    targetContainerName: c
                    command: [sh, -c, "busybox ps | busybox grep -c [w]hile > /dev/termination-log"]
                """.formatted(TestNode.IMAGE));
        node.api.patch(
                TestNode.PODS,
                pod.key(),
                "ephemeralcontainers",
                io.jukung.api.client.ApiClient.PatchType.MERGE,
                spec.tree(),
                WriteOptions.DEFAULT);
        var ended = node.awaitPod("watched", seen -> look(seen).object("state").has("terminated"));
        assertThat(look(ended).text("state", "terminated", "message")).isEqualTo("1\n");
        assertThat(TestNode.ready(ended)).as("the pod is not disturbed").isTrue();
        node.delete("watched");
        node.awaitGone("watched");
    }

    private static io.jukung.api.model.tree.ObjectValue look(KubeObject pod) {
        var statuses = pod.status().list("ephemeralContainerStatuses").objects();
        return statuses.isEmpty() ? io.jukung.api.model.tree.ObjectValue.empty() : statuses.getFirst();
    }
}
