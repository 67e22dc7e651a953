package io.jukung.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.Value;
import io.jukung.node.cri.CriClient;
import io.jukung.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pods can ask for, each tried inside a real container. */
@Needs(
        tools = {"containerd", "runc", "ctr", "bridge", "nft", "busybox"},
        root = true)
class PodFeaturesIT {

    private static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode("10.244.212.0/24");
        node.api.create(
                CONFIG_MAPS,
                TestNode.object("{metadata: {name: settings, namespace: default}, data: {color: blue}}"),
                WriteOptions.DEFAULT);
        node.api.create(
                GroupVersionResource.core("secrets"),
                TestNode.object("{metadata: {name: pw, namespace: default}, data: {word: c2VzYW1l}}"),
                WriteOptions.DEFAULT);
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    /** Runs the script to its end; what it left as termination message. */
    private static String message(String name, String spec, String script) {
        node.run(name, "restartPolicy: Never\n" + spec.replace("SCRIPT", "command: [sh, -c, '" + script + "']"));
        var pod = node.awaitPhase(name, "Succeeded");
        return TestNode.containerStatus(pod).text("state", "terminated", "message");
    }

    private static String inside(KubeObject pod, String... command) {
        try (var cri = CriClient.of(node.containerd.config().socket())) {
            return cri.execSync(
                            TestNode.containerStatus(pod).text("containerID").replace("containerd://", ""),
                            List.of(command),
                            Duration.ofSeconds(10))
                    .getStdout()
                    .toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void mountsVolumesAndEnvironment() {
        var told = message("volumes", """
                securityContext: {fsGroup: 2000}
                volumes:
                - {name: disk, emptyDir: {}}
                - {name: memory, emptyDir: {medium: Memory, sizeLimit: 8Mi}}
                - {name: map, configMap: {name: settings}}
                - {name: secret, secret: {secretName: pw, defaultMode: 256}}
                - name: all
                  projected:
                    sources:
                    - serviceAccountToken: {path: token}
                    - downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}
                containers:
                - name: c
                  image: IMAGE
                  SCRIPT
                  env:
                  - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
                  - {name: WORD, valueFrom: {secretKeyRef: {name: pw, key: word}}}
                  - {name: BOTH, value: "$(COLOR)-$(WORD)"}
                  volumeMounts:
                  - {name: disk, mountPath: /d}
                  - {name: disk, mountPath: /sub, subPath: a/b}
                  - {name: memory, mountPath: /m}
                  - {name: map, mountPath: /map}
                  - {name: secret, mountPath: /secret, readOnly: true}
                  - {name: all, mountPath: /all}
                """, """
                export o=/dev/termination-log; echo x > /sub/f; busybox cat /d/a/b/f > $o;
                echo $BOTH >> $o; busybox cat /map/color >> $o; echo >> $o;
                busybox stat -L -c %a:%g /secret/word >> $o; busybox cat /all/token /all/name >> $o; echo >> $o;
                busybox mount | busybox grep -c "tmpfs on /m " >> $o; busybox hostname >> $o;
                busybox grep nameserver /etc/resolv.conf >> $o; busybox grep -c volumes /etc/hosts >> $o
                """.replace("\n", " "));
        assertThat(told.lines())
                .containsExactly(
                        "x",
                        "blue-sesame",
                        "blue",
                        "440:2000",
                        "token-of-defaultvolumes",
                        "1",
                        "volumes",
                        "nameserver 10.96.0.10",
                        "1");
        var folder = node.folder
                .resolve("node/pods")
                .resolve(node.pod("volumes").orElseThrow().uid());
        assertThat(folder).isDirectory();
        node.delete("volumes");
        node.awaitGone("volumes");
        assertThat(folder).doesNotExist();
    }

    @Test
    void limitsMemoryAndTellsWhoWasKilled() {
        node.run("oom", """
                restartPolicy: Never
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "busybox dd if=/dev/zero of=/dev/null bs=64M"]
                  resources: {limits: {memory: 16Mi}}
                """);
        var pod = node.awaitPhase("oom", "Failed");
        assertThat(TestNode.containerStatus(pod).text("state", "terminated", "reason"))
                .isEqualTo("OOMKilled");
        assertThat(TestNode.containerStatus(pod).whole(0, "state", "terminated", "exitCode"))
                .isEqualTo(137);
    }

    @Test
    void runsInitContainersAndSidecarsInOrder() {
        var told = message("order", """
                terminationGracePeriodSeconds: 1
                volumes: [{name: v, emptyDir: {}}]
                initContainers:
                - {name: side, image: IMAGE, restartPolicy: Always, command: [sh, -c, "echo side >> /v/log; sleep 1000"],
                   startupProbe: {exec: {command: [busybox, test, -e, /v/log]}, periodSeconds: 1}, volumeMounts: [{name: v, mountPath: /v}]}
                - {name: one, image: IMAGE, command: [sh, -c, "echo one >> /v/log"], volumeMounts: [{name: v, mountPath: /v}]}
                - {name: two, image: IMAGE, command: [sh, -c, "echo two >> /v/log"], volumeMounts: [{name: v, mountPath: /v}]}
                containers:
                - {name: c, image: IMAGE, volumeMounts: [{name: v, mountPath: /v}], SCRIPT}
                """, "busybox cat /v/log > /dev/termination-log");
        assertThat(told.lines()).containsExactly("side", "one", "two");
    }

    @Test
    void restartsWhatFailsItsLivenessAndHoldsBackWhatIsNotReady() {
        node.run("probed", """
                terminationGracePeriodSeconds: 1
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "sleep 1000"]
                  livenessProbe: {exec: {command: [busybox, test, -e, /gone]}, periodSeconds: 1, failureThreshold: 2}
                  readinessProbe: {exec: {command: [busybox, "false"]}, periodSeconds: 1}
                """);
        var pod = node.awaitPod("probed", seen -> TestNode.containerStatus(seen).whole(0, "restartCount") == 1);
        assertThat(TestNode.ready(pod)).isFalse();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(node.eventReasons("probed")).contains("Unhealthy", "Killing"));
        node.delete("probed");
        node.awaitGone("probed");
    }

    @Test
    void runsHooksAroundAContainersLife() {
        node.run("hooked", """
                terminationGracePeriodSeconds: 10
                volumes: [{name: v, hostPath: {path: FOLDER, type: DirectoryOrCreate}}]
                containers:
                - name: c
                  image: IMAGE
                  command: [sh, -c, "trap 'exit 0' TERM; while :; do busybox sleep 0.1; done"]
                  volumeMounts: [{name: v, mountPath: /v}]
                  lifecycle:
                    postStart: {exec: {command: [sh, -c, "echo start >> /v/log"]}}
                    preStop: {exec: {command: [sh, -c, "echo stop >> /v/log"]}}
                """.replace("FOLDER", node.folder.resolve("hooks").toString()));
        node.awaitReady("hooked");
        node.delete("hooked");
        node.awaitGone("hooked");
        assertThat(node.folder.resolve("hooks/log")).hasContent("start\nstop");
    }

    @Test
    void tellsWhyAnImageIsNotThere() {
        node.run("never", """
                containers: [{name: c, image: "127.0.0.1:1/none:1", imagePullPolicy: Never}]
                """);
        node.run("refused", """
                containers: [{name: c, image: "127.0.0.1:1/none:1"}]
                """);
        node.run("invalid", """
                containers: [{name: c, image: "Bad//Name:::x"}]
                """);
        awaitWaiting("never", "ErrImageNeverPull");
        var refused = awaitWaiting("refused", "ImagePullBackOff");
        assertThat(TestNode.containerStatus(refused).text("state", "waiting", "message"))
                .startsWith("Back-off pulling image \"127.0.0.1:1/none:1\": ErrImagePull: failed to pull and unpack");
        assertThat(TestNode.containerStatus(awaitWaiting("invalid", "InvalidImageName"))
                        .text("state", "waiting", "message"))
                .isEqualTo("Failed to apply default image tag \"Bad//Name:::x\": couldn't parse image name"
                        + " \"Bad//Name:::x\": invalid reference format: repository name (/Name) must be lowercase");
        List.of("never", "refused", "invalid").forEach(node::delete);
        List.of("never", "refused", "invalid").forEach(node::awaitGone);
    }

    @Test
    void startsOnceAMissingConfigMapIsThereAndFollowsItsChanges() {
        node.run("late", """
                terminationGracePeriodSeconds: 1
                volumes: [{name: v, configMap: {name: late}}]
                containers:
                - {name: c, image: IMAGE, command: [sh, -c, "sleep 1000"], volumeMounts: [{name: v, mountPath: /v}]}
                """);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(node.eventReasons("late")).contains("FailedMount"));
        node.api.create(
                CONFIG_MAPS,
                TestNode.object("{metadata: {name: late, namespace: default}, data: {k: one}}"),
                WriteOptions.DEFAULT);
        var pod = node.awaitReady("late");
        assertThat(inside(pod, "busybox", "cat", "/v/k")).isEqualTo("one");
        var map = node.api.get(CONFIG_MAPS, new ObjectKey("default", "late"));
        node.api.update(
                CONFIG_MAPS, new KubeObject(map.tree().withAt(Value.of("two"), "data", "k")), "", WriteOptions.DEFAULT);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> inside(pod, "busybox", "cat", "/v/k").equals("two"));
        node.delete("late");
        node.awaitGone("late");
    }

    @Test
    void goesOnWithoutTheApi() {
        node.run("alone", """
                terminationGracePeriodSeconds: 1
                containers: [{name: c, image: IMAGE, command: [sh, -c, "sleep 1000"]}]
                """);
        var pod = node.awaitReady("alone");
        node.api.down(true);
        try (var cri = CriClient.of(node.containerd.config().socket())) {
            var labels = java.util.Map.of("io.kubernetes.pod.name", "alone");
            cri.stopContainer(
                    TestNode.containerStatus(pod).text("containerID").replace("containerd://", ""), Duration.ZERO);
            Awaitility.await("restart without the API")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> cri.listContainers(labels).stream()
                            .anyMatch(container -> container.getMetadata().getAttempt() == 1
                                    && container.getState() == io.jukung.proto.cri.ContainerState.CONTAINER_RUNNING));
        } finally {
            node.api.down(false);
        }
        node.awaitPod(
                "alone",
                seen -> TestNode.ready(seen) && TestNode.containerStatus(seen).whole(0, "restartCount") == 1);
        node.delete("alone");
        node.awaitGone("alone");
    }

    private static KubeObject awaitWaiting(String name, String reason) {
        return node.awaitPod(
                name,
                pod -> TestNode.containerStatus(pod)
                        .text("state", "waiting", "reason")
                        .equals(reason));
    }
}
