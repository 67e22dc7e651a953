package io.jukung.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.node.cri.CriClient;
import io.jukung.proto.node.v1.ExecRequest;
import io.jukung.proto.node.v1.ExecResponse;
import io.jukung.proto.node.v1.ExecStart;
import io.jukung.proto.node.v1.LogsRequest;
import io.jukung.proto.node.v1.NodeStreamsGrpc;
import io.jukung.proto.node.v1.PodRef;
import io.jukung.proto.node.v1.PortForwardRequest;
import io.jukung.proto.node.v1.PortForwardResponse;
import io.jukung.proto.node.v1.PortForwardStart;
import io.jukung.testing.Needs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The daemon on a real containerd: pods up, watched, restarted, read, and down again. */
@Needs(
        tools = {"containerd", "runc", "ctr", "bridge", "nft", "busybox"},
        root = true)
class NodeDaemonIT {

    private static final String API_SERVER = "CN=kube-apiserver-kubelet-client,O=system:masters";

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode("10.244.211.0/24");
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
            assertThat(node.folder).doesNotExist();
            assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(node.folder.toString());
        }
    }

    @Test
    void registersAndIsReady() {
        var ready = node.awaitNode();
        assertThat(ready.status().text("capacity", "cpu"))
                .isEqualTo(Integer.toString(Runtime.getRuntime().availableProcessors()));
        assertThat(ready.status().text("nodeInfo", "containerRuntimeVersion")).startsWith("containerd://");
        assertThat(ready.labels()).containsEntry("kubernetes.io/hostname", "n1");
        assertThat(ready.status().whole(0, "daemonEndpoints", "kubeletEndpoint", "Port"))
                .isEqualTo(node.daemon().streamPort());
        var lease = node.api.get(
                new GroupVersionResource("coordination.k8s.io", "v1", "leases"),
                new io.jukung.api.model.object.ObjectKey("kube-node-lease", "n1"));
        assertThat(lease.spec().text("holderIdentity")).isEqualTo("n1");
    }

    @Test
    void runsToTheEndAndTellsEveryState() {
        var pod = node.run("once", """
                restartPolicy: Never
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "echo hi; exit 3"]}
                """);
        var ended = node.awaitPhase("once", "Failed");
        assertThat(TestNode.containerStatus(ended).whole(0, "state", "terminated", "exitCode"))
                .isEqualTo(3);
        assertThat(TestNode.containerStatus(ended).text("state", "terminated", "reason"))
                .isEqualTo("Error");
        var phases = node.api.podStates().stream()
                .filter(state -> state.uid().equals(pod.uid()))
                .map(state -> state.status().text("phase"))
                .distinct()
                .toList();
        assertThat(phases).containsSubsequence("Pending", "Running", "Failed");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(node.eventReasons("once")).contains("Pulled", "Created", "Started"));
        assertThat(logs("once", LogsRequest.newBuilder())).isEqualTo("hi\n");
        node.delete("once");
        node.awaitGone("once");
    }

    @Test
    void servesHttpOverThePodNetworkAndEndsInOrder() {
        node.run("web", """
                terminationGracePeriodSeconds: 5
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "mkdir /www && echo $NAME > /www/index.html && exec busybox httpd -f -p 80 -h /www"]
                  env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                  readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
                  resources: {limits: {memory: 64Mi, cpu: 500m}}
                """);
        var pod = node.awaitReady("web");
        assertThat(pod.status().text("podIP")).startsWith("10.244.211.");
        assertThat(pod.status().text("qosClass")).isEqualTo("Guaranteed");
        node.delete("web");
        node.awaitGone("web");
        assertThat(node.eventReasons("web")).contains("Killing");
    }

    @Test
    void restartsWhatCrashesAndBacksOff() {
        node.run("crash", """
                terminationGracePeriodSeconds: 1
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "exit 1"]}
                """);
        var waiting = node.awaitPod(
                "crash",
                pod -> TestNode.containerStatus(pod)
                        .text("state", "waiting", "reason")
                        .equals("CrashLoopBackOff"));
        assertThat(TestNode.containerStatus(waiting).whole(0, "restartCount")).isEqualTo(1);
        assertThat(TestNode.containerStatus(waiting).text("state", "waiting", "message"))
                .startsWith("back-off 10s restarting failed container=c pod=crash_default(");
        assertThat(TestNode.containerStatus(waiting).whole(0, "lastState", "terminated", "exitCode"))
                .isEqualTo(1);
        node.delete("crash");
        node.awaitGone("crash");
    }

    @Test
    void outlivesItsDaemonAndIsRestartedWhenKilledBehindItsBack() {
        node.run("stay", """
                terminationGracePeriodSeconds: 1
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "sleep 1000"]}
                """);
        node.run("leave", """
                terminationGracePeriodSeconds: 1
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "sleep 1000"]}
                """);
        var before = node.awaitReady("stay");
        node.awaitReady("leave");
        node.stopDaemon();
        // Deleted while no daemon looks: nobody will ever tell it.
        node.api.delete(
                TestNode.PODS,
                new io.jukung.api.model.object.ObjectKey("default", "leave"),
                new io.jukung.api.client.DeleteOptions(
                        java.util.Optional.empty(), java.util.OptionalLong.of(0), "", "", WriteOptions.DEFAULT));
        node.startDaemon();
        try (var cri = CriClient.of(node.containerd.config().socket())) {
            Awaitility.await("end of the orphan")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> cri.listPodSandboxes(Map.of("io.kubernetes.pod.name", "leave"))
                            .isEmpty());
            var same = node.awaitReady("stay");
            assertThat(TestNode.containerStatus(same).text("containerID"))
                    .isEqualTo(TestNode.containerStatus(before).text("containerID"));
            cri.stopContainer(id(before), Duration.ZERO);
            var restarted = node.awaitPod(
                    "stay",
                    pod -> TestNode.ready(pod) && TestNode.containerStatus(pod).whole(0, "restartCount") == 1);
            assertThat(id(restarted)).isNotEqualTo(id(before));
        }
        node.delete("stay");
        node.awaitGone("stay");
    }

    @Test
    void streamsExecWithInputOutputAndExitCode() throws Exception {
        node.run("shell", """
                terminationGracePeriodSeconds: 1
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "sleep 1000"]}
                """);
        node.awaitReady("shell");
        var channel = node.streams(API_SERVER);
        try {
            var collected = new Collected();
            var request = NodeStreamsGrpc.newStub(channel).exec(collected);
            request.onNext(ExecRequest.newBuilder()
                    .setStart(ExecStart.newBuilder()
                            .setPod(ref("shell"))
                            .addCommand("sh")
                            .addCommand("-c")
                            .addCommand("busybox cat; echo err >&2; exit 7")
                            .setStdin(true)
                            .setStdout(true)
                            .setStderr(true))
                    .build());
            var line = "0123456789".repeat(100) + "\n";
            for (int i = 0; i < 200; i++) {
                request.onNext(ExecRequest.newBuilder()
                        .setStdin(com.google.protobuf.ByteString.copyFromUtf8(line))
                        .build());
            }
            request.onNext(ExecRequest.newBuilder().setStdinClosed(true).build());
            assertThat(collected.exit.get(30, TimeUnit.SECONDS)).isEqualTo(7);
            assertThat(collected.stdout.toString(StandardCharsets.UTF_8)).isEqualTo(line.repeat(200));
            assertThat(collected.stderr.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
        } finally {
            channel.shutdownNow();
        }
        node.delete("shell");
        node.awaitGone("shell");
    }

    @Test
    void forwardsToThePodsLoopback() throws Exception {
        node.run("loop", """
                terminationGracePeriodSeconds: 1
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "mkdir /w && echo loopback > /w/index.html && exec busybox httpd -f -p 127.0.0.1:8080 -h /w"]
                  readinessProbe: {exec: {command: [busybox, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]}, periodSeconds: 1}
                """);
        node.awaitReady("loop");
        var channel = node.streams(API_SERVER);
        try {
            var answer = new CompletableFuture<String>();
            var got = new ByteArrayOutputStream();
            var request = NodeStreamsGrpc.newStub(channel).portForward(new StreamObserver<PortForwardResponse>() {
                @Override
                public void onNext(PortForwardResponse response) {
                    got.writeBytes(response.getData().toByteArray());
                }

                @Override
                public void onError(Throwable cause) {
                    answer.completeExceptionally(cause);
                }

                @Override
                public void onCompleted() {
                    answer.complete(got.toString(StandardCharsets.UTF_8));
                }
            });
            request.onNext(PortForwardRequest.newBuilder()
                    .setStart(PortForwardStart.newBuilder().setPod(ref("loop")).setPort(8080))
                    .build());
            request.onNext(PortForwardRequest.newBuilder()
                    .setData(com.google.protobuf.ByteString.copyFromUtf8("GET / HTTP/1.0\r\n\r\n"))
                    .build());
            assertThat(answer.get(30, TimeUnit.SECONDS)).startsWith("HTTP/1.").endsWith("loopback\n");
        } finally {
            channel.shutdownNow();
        }
        node.delete("loop");
        node.awaitGone("loop");
    }

    @Test
    void refusesStreamsToOthersThanApiServers() throws Exception {
        var channel = node.streams("CN=system:node:n2,O=system:nodes");
        try {
            var stub = NodeStreamsGrpc.newBlockingStub(channel);
            Assertions.assertThatThrownBy(() -> stub.logs(
                                    LogsRequest.newBuilder().setPod(ref("any")).build())
                            .hasNext())
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
        } finally {
            channel.shutdownNow();
        }
    }

    private static String id(KubeObject pod) {
        return TestNode.containerStatus(pod).text("containerID").replace("containerd://", "");
    }

    private static PodRef ref(String name) {
        return PodRef.newBuilder().setNamespace("default").setName(name).build();
    }

    private static String logs(String pod, LogsRequest.Builder request) {
        var text = new StringBuilder();
        try {
            var channel = node.streams(API_SERVER);
            try {
                NodeStreamsGrpc.newBlockingStub(channel)
                        .logs(request.setPod(ref(pod)).build())
                        .forEachRemaining(chunk -> text.append(chunk.getData().toStringUtf8()));
            } finally {
                channel.shutdownNow();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static final class Collected implements StreamObserver<ExecResponse> {

        private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> exit = new CompletableFuture<>();

        @Override
        public void onNext(ExecResponse response) {
            switch (response.getMessageCase()) {
                case STDOUT -> stdout.writeBytes(response.getStdout().toByteArray());
                case STDERR -> stderr.writeBytes(response.getStderr().toByteArray());
                case EXIT -> exit.complete(response.getExit().getCode());
                case MESSAGE_NOT_SET -> {}
            }
        }

        @Override
        public void onError(Throwable cause) {
            exit.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            exit.completeExceptionally(new AssertionError("no exit code came"));
        }
    }
}
