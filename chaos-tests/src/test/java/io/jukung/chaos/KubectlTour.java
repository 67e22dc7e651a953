package io.jukung.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What people do with kubectl on a cluster that runs the example, each as a scripted step. */
final class KubectlTour {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String IMAGE = "--image=jukung.local/hello:1";
    /** The image has one program under two names; kubectl cp needs it under a third. */
    private static final String BOX = """
            apiVersion: v1
            kind: Pod
            metadata: {name: box, labels: {app: box}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: talker
                image: jukung.local/hello:1
                command: [sh, -c, "ln -s busybox /bin/tar; echo one; echo two; echo three; while :; do sleep 1; done"]
              - name: reader
                image: jukung.local/hello:1
                command: [sh, -c, "while read word; do echo got $word; done"]
                stdin: true
                stdinOnce: true
              - name: crasher
                image: jukung.local/hello:1
                command: [sh, -c, "echo run; exit 3"]
            """;

    private final LocalCluster cluster;

    KubectlTour(LocalCluster cluster) {
        this.cluster = cluster;
    }

    private String kubectl(String... arguments) {
        return cluster.kubectl(arguments).orFail();
    }

    /** Pods, services and deployments; several connections at once; a port on which nothing listens. */
    void portForward() throws Exception {
        var pod = kubectl("get", "pods", "-l", "app=hello", "-o", "jsonpath={.items[0].metadata.name}");
        for (var target : List.of("pod/" + pod, "deployment/hello")) {
            forward(target, 8080);
        }
        forward("service/hello", 80);
        try (var closed = new PortForward(cluster.layout().kubeconfig(), "pod/" + pod, 9);
                var http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> get(http, closed).join()).hasRootCauseInstanceOf(IOException.class);
            assertThat(closed.gaveUp()).isTrue();
            assertThat(closed.said()).contains("connection refused", "lost connection to pod");
        }
    }

    private void forward(String target, int port) throws Exception {
        try (var forward = new PortForward(cluster.layout().kubeconfig(), target, port);
                var http = HttpClient.newHttpClient()) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 8; i++) {
                answers.add(get(http, forward));
            }
            for (var answer : answers) {
                assertThat(answer.join().body()).as(target).contains("Hello from pod");
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> get(HttpClient http, PortForward forward) {
        return http.sendAsync(
                HttpRequest.newBuilder(forward.uri()).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** exec, attach, cp, logs and debug on one pod. */
    void insideAPod(Path folder) throws IOException {
        cluster.kubectlWithInput(BOX, "apply", "-f", "-").orFail();
        await("box")
                .atMost(LIMIT)
                .until(() -> kubectl("get", "pod", "box", "-o", "jsonpath={.status.containerStatuses[*].restartCount}")
                        .startsWith("1"));
        exec();
        copy(folder);
        logs();
        // The end of the input ends the program: without stdinOnce it would end the output before all is told.
        assertThat(cluster.kubectlWithInput(
                                "word\n", "attach", "box", "-c", "reader", "-i", "--pod-running-timeout=30s")
                        .out())
                .contains("got word");
        debug();
        kubectl("delete", "pod", "box", "--now");
    }

    private void exec() {
        var missing = cluster.kubectl("exec", "box", "-c", "talker", "--", "no-such-program");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("executable file not found");
        var wrong = cluster.kubectl("exec", "box", "-c", "nobody", "--", "sh");
        assertThat(wrong.err()).contains("container nobody is not valid for pod box");
        // The size comes to the program's terminal when it runs already, and busybox's stty succeeds without one.
        var waitsForASize = "until stty size 2>/dev/null | busybox grep .; do sleep 0.1; done";
        // script gives the client a terminal of that size; the shell's exit code comes back through both.
        var clients = List.of(RealTools.get("kubectl"), RealTools.projectRoot().resolve("jukung"));
        for (var client : clients) {
            var terminal = Ran.run(
                    List.of(
                            "script",
                            "-qec",
                            "stty rows 33 cols 99; " + client + " exec --kubeconfig="
                                    + cluster.layout().kubeconfig() + " -it box -c talker -- sh -c '" + waitsForASize
                                    + "; exit 5'",
                            "/dev/null"),
                    Map.of("HOME", cluster.layout().root().toString()),
                    "",
                    LIMIT);
            assertThat(terminal.out()).as(client.toString()).contains("33 99");
            assertThat(terminal.exitCode()).as(client.toString()).isEqualTo(5);
        }
    }

    private void copy(Path folder) throws IOException {
        var sent = Files.createDirectories(folder.resolve("sent"));
        var bytes = new byte[32 << 20];
        for (int i = 0; i < bytes.length; i += 997) {
            bytes[i] = (byte) i;
        }
        Files.write(sent.resolve("large"), bytes);
        Files.writeString(sent.resolve("small"), "text");
        kubectl("cp", sent.toString(), "box:/copied", "-c", "talker");
        assertThat(kubectl("exec", "box", "-c", "talker", "--", "sh", "-c", "cat /copied/small"))
                .isEqualTo("text");
        var back = folder.resolve("back");
        kubectl("cp", "box:/copied", back.toString(), "-c", "talker");
        assertThat(Files.mismatch(sent.resolve("large"), back.resolve("large"))).isEqualTo(-1);
    }

    private void logs() {
        assertThat(kubectl("logs", "box", "-c", "talker", "--tail=2")).isEqualTo("two\nthree\n");
        assertThat(kubectl("logs", "box", "-c", "talker", "--limit-bytes=3")).isEqualTo("one");
        assertThat(kubectl("logs", "box", "-c", "talker", "--timestamps", "--tail=1"))
                .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z three\n");
        assertThat(kubectl("logs", "box", "-c", "talker", "--since=1h")).startsWith("one\n");
        assertThat(kubectl("logs", "-l", "app=box", "--all-containers", "--prefix"))
                .contains("[pod/box/talker] one", "[pod/box/crasher] run");
        assertThat(kubectl("logs", "box", "-c", "crasher", "--previous")).isEqualTo("run\n");
        var following = Ran.run(
                List.of(
                        "timeout",
                        "3",
                        RealTools.get("kubectl").toString(),
                        "--kubeconfig=" + cluster.layout().kubeconfig(),
                        "logs",
                        "-f",
                        "box",
                        "-c",
                        "talker"),
                Map.of(),
                "",
                LIMIT);
        assertThat(following.exitCode()).as("it goes on until it is stopped").isEqualTo(124);
        assertThat(following.out()).isEqualTo("one\ntwo\nthree\n");
        assertThat(cluster.kubectl("logs", "box", "-c", "nobody").err()).contains("nobody is not valid for pod box");
    }

    private void debug() {
        kubectl("debug", "box", IMAGE, "-c", "look", "--target=talker", "--", "sh", "-c", "ps; echo looked");
        await("debugging container")
                .atMost(LIMIT)
                .until(() -> cluster.kubectl("logs", "box", "-c", "look").out().contains("looked"));
        assertThat(kubectl("logs", "box", "-c", "look")).contains("while :; do sleep 1");
    }

    /** run, create, expose, replace, wait: objects made without a file. */
    void withoutFiles() {
        assertThat(cluster.kubectlWithInput(
                                "echo typed-$((1+1))\n",
                                "run",
                                "once",
                                IMAGE,
                                "--restart=Never",
                                "--rm",
                                "-i",
                                "--command",
                                "--",
                                "sh")
                        .orFail())
                .contains("typed-2");
        kubectl("create", "namespace", "tour");
        kubectl("create", "serviceaccount", "robot", "-n", "tour");
        kubectl("create", "configmap", "words", "-n", "tour", "--from-literal=a=b");
        kubectl("create", "secret", "generic", "hidden", "-n", "tour", "--from-literal=a=b");
        assertThat(kubectl("create", "token", "robot", "-n", "tour"))
                .as("a signed token has three parts")
                .matches("[^.]+[.][^.]+[.][^.]+");
        kubectl("create", "service", "nodeport", "door", "-n", "tour", "--tcp=80:8080");
        kubectl("create", "deployment", "web", "-n", "tour", IMAGE);
        kubectl("expose", "deployment", "web", "-n", "tour", "--port=80", "--target-port=8080");
        kubectl("set", "image", "deployment/web", "-n", "tour", "hello=jukung.local/hello:1");
        kubectl("rollout", "restart", "deployment/web", "-n", "tour");
        kubectl("rollout", "status", "deployment/web", "-n", "tour", "--timeout=60s");
        assertThat(kubectl("rollout", "history", "deployment/web", "-n", "tour", "--revision=2"))
                .contains("restartedAt");
        var map = kubectl("get", "configmap", "words", "-n", "tour", "-o", "yaml");
        cluster.kubectlWithInput(map.replace("a: b", "a: c"), "replace", "-f", "-")
                .orFail();
        assertThat(cluster.kubectlWithInput(map.replace("a: b", "a: d"), "replace", "-f", "-")
                        .err())
                .contains("Conflict");
        for (var kind : List.of(
                "nodes",
                "pods",
                "deployments",
                "replicasets",
                "services",
                "endpointslices",
                "configmaps",
                "secrets",
                "serviceaccounts",
                "namespaces",
                "leases",
                "events")) {
            assertThat(cluster.kubectl("describe", kind, "-A").exitCode())
                    .as(kind)
                    .isZero();
        }
        kubectl("delete", "namespace", "tour", "--wait=false");
        kubectl("wait", "namespace/tour", "--for=delete", "--timeout=60s");
        assertThat(kubectl("auth", "whoami")).contains("kubernetes-admin", "system:masters");
        assertThat(kubectl("api-versions")).contains("apps/v1", "discovery.k8s.io/v1");
        assertThat(kubectl("explain", "pod", "--recursive")).contains("livenessProbe");
    }

    /** taint, cordon, drain, uncordon; the example comes back. */
    void nodeMaintenance() {
        var node = kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        kubectl("taint", "node", node, "tour=yes:NoSchedule");
        kubectl("taint", "node", node, "tour-");
        assertThat(kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=60s"))
                .contains("evicted", "drained");
        assertThat(kubectl("get", "node", node)).contains("SchedulingDisabled");
        kubectl("uncordon", node);
        kubectl("rollout", "status", "deployment/hello", "--timeout=60s");
    }
}
