package io.jukung.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a new user does, on a cluster of one member: the example, kubectl's verbs, and a stop that leaves nothing. */
@Needs(
        tools = {"kubectl", "containerd", "runc", "nft", "bridge", "busybox", "ip"},
        root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelloIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LocalCluster cluster;
    private String told = "";

    @BeforeAll
    void startCluster() throws IOException {
        cluster = new LocalCluster(1);
        told = cluster.up(
                        "-f",
                        RealTools.projectRoot().resolve("examples/hello.yaml").toString())
                .orFail();
    }

    @AfterAll
    void stopCluster() throws IOException {
        if (cluster == null) {
            return;
        }
        var plan = cluster.plan();
        var down = cluster.down();
        try {
            assertThat(down.exitCode()).as(down.toString()).isZero();
            assertThat(cluster.leftovers(plan)).isEmpty();
            assertThat(cluster.layout().plan()).as("data stays").exists();
            cluster.down("--purge").orFail();
            assertThat(Files.exists(cluster.layout().root())).isFalse();
        } finally {
            cluster.close();
        }
    }

    @Test
    void upTellsWhatRunsAndWhatToDoNext() {
        assertThat(told)
                .contains("deployment.apps/hello")
                .contains("Running")
                .contains("curl http://")
                .contains(cluster.layout().kubeconfig().toString())
                .contains("jukung down");
    }

    @Test
    void theServiceAnswersFromTheHost() throws Exception {
        var address = cluster.kubectl(
                        "get", "service", "hello", "-o", "jsonpath={.spec.clusterIP}:{.spec.ports[0].port}")
                .orFail();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                            .timeout(LIMIT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("hello");
        }
    }

    @Test
    void aSecondUpSaysThatOneRuns() {
        var second = cluster.up();
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("already running").contains("jukung down");
    }

    @Test
    void podsResolveServicesAndReachTheApi() {
        var pod = cluster.kubectl("get", "pods", "-l", "app=hello", "-o", "jsonpath={.items[0].metadata.name}")
                .orFail();
        assertThat(cluster.kubectl("exec", pod, "--", "sh", "-c", "nslookup hello.default.svc.cluster.local")
                        .orFail())
                .contains("hello.default.svc.cluster.local");
        assertThat(cluster.kubectl(
                                "exec", pod, "--", "sh", "-c", "nc -w 5 kubernetes.default 443 </dev/null && echo open")
                        .orFail())
                .contains("open");
    }

    @Test
    void kubectlTour() {
        assertThat(cluster.kubectl("version").orFail()).contains("Server Version: v1.36");
        assertThat(cluster.kubectl("cluster-info").orFail()).contains("control plane");
        assertThat(cluster.kubectl("api-resources").orFail()).contains("deployments", "endpointslices");
        assertThat(cluster.kubectl("explain", "deployment.spec.replicas").orFail())
                .contains("replicas");
        assertThat(cluster.kubectl("get", "nodes", "-o", "wide").orFail()).contains("Ready");
        assertThat(cluster.kubectl("get", "all", "-A").orFail()).contains("deployment.apps/hello");
        assertThat(cluster.kubectl("describe", "deployment", "hello").orFail()).contains("RollingUpdate", "Events");
        assertThat(cluster.kubectl("describe", "node").orFail()).contains("Allocatable");

        cluster.kubectl("create", "deployment", "tour", "--image=jukung.local/hello:1")
                .orFail();
        cluster.kubectl("rollout", "status", "deployment/tour", "--timeout=60s").orFail();
        cluster.kubectl("scale", "deployment/tour", "--replicas=3").orFail();
        cluster.kubectl("wait", "deployment/tour", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=60s")
                .orFail();
        cluster.kubectl("label", "deployment/tour", "tier=test").orFail();
        cluster.kubectl("annotate", "deployment/tour", "note=before-edit").orFail();
        cluster.kubectl("edit", "deployment/tour").orFail();
        assertThat(cluster.kubectl("get", "deployment", "tour", "-o", "jsonpath={.metadata.annotations.note}")
                        .orFail())
                .isEqualTo("after-edit");
        cluster.kubectl("patch", "deployment/tour", "-p", "{\"spec\":{\"minReadySeconds\":1}}")
                .orFail();
        cluster.kubectl("set", "env", "deployment/tour", "COLOUR=green").orFail();
        cluster.kubectl("rollout", "status", "deployment/tour", "--timeout=90s").orFail();
        assertThat(cluster.kubectl("rollout", "history", "deployment/tour").orFail())
                .contains("2");
        cluster.kubectl("rollout", "undo", "deployment/tour").orFail();
        cluster.kubectl("rollout", "status", "deployment/tour", "--timeout=90s").orFail();
        assertThat(cluster.kubectl("get", "deployment", "tour", "-o", "json").orFail())
                .doesNotContain("COLOUR");
        var pod = cluster.kubectl("get", "pods", "-l", "app=tour", "-o", "jsonpath={.items[0].metadata.name}")
                .orFail();
        assertThat(cluster.kubectl("exec", pod, "--", "sh", "-c", "echo from-inside; exit 0")
                        .orFail())
                .contains("from-inside");
        assertThat(cluster.kubectl("exec", pod, "--", "sh", "-c", "exit 7").exitCode())
                .isEqualTo(7);
        assertThat(cluster.kubectlWithInput("typed", "exec", "-i", pod, "--", "sh", "-c", "cat")
                        .orFail())
                .isEqualTo("typed");
        assertThat(cluster.kubectl("logs", pod, "--tail=5").exitCode()).isZero();
        cluster.kubectl("delete", "deployment", "tour", "--timeout=60s").orFail();
        await().atMost(LIMIT)
                .until(() -> cluster.kubectl("get", "pods", "-l", "app=tour", "-o", "name")
                        .orFail()
                        .isEmpty());
    }

    @Test
    void kubectlForwardsPorts() throws Exception {
        new KubectlTour(cluster).portForward();
    }

    @Test
    void kubectlReachesIntoPods(@TempDir Path folder) throws IOException {
        new KubectlTour(cluster).insideAPod(folder);
    }

    @Test
    void kubectlMakesObjectsWithoutFiles() {
        new KubectlTour(cluster).withoutFiles();
    }

    @Test
    void kubectlEmptiesAndRefillsTheNode() {
        new KubectlTour(cluster).nodeMaintenance();
    }

    @Test
    void applyBothWaysDiffAndFieldValidation() {
        var manifest = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                data:
                  colour: blue
                """;
        cluster.kubectlWithInput(manifest, "apply", "-f", "-").orFail();
        var changed = manifest.replace("blue", "red");
        var diff = cluster.kubectlWithInput(changed, "diff", "-f", "-");
        assertThat(diff.exitCode()).isEqualTo(1);
        assertThat(diff.out()).contains("-  colour: blue", "+  colour: red");
        cluster.kubectlWithInput(changed, "apply", "-f", "-").orFail();
        assertThat(cluster.kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.colour}")
                        .orFail())
                .isEqualTo("red");
        cluster.kubectlWithInput(manifest.replace("settings", "applied"), "apply", "--server-side", "-f", "-")
                .orFail();
        var wrong = cluster.kubectlWithInput(manifest.replace("\ndata:", "\ndta:"), "apply", "-f", "-");
        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.err()).contains("unknown field \"dta\"");
        cluster.kubectl("delete", "configmap", "settings", "applied").orFail();
    }

    @Test
    void ourOwnVerbsWork() {
        assertThat(cluster.jukung("status").orFail()).contains("leader", "ready");
        assertThat(cluster.jukung("get", "pods", "-o", "wide").orFail()).contains("hello");
        assertThat(cluster.jukung("get", "deploy/hello", "-o", "name").orFail()).contains("deployment.apps/hello");
        assertThat(cluster.jukung("describe", "deployment", "hello").orFail()).contains("Name: hello");
        assertThat(cluster.jukung("kv", "get", "--prefix", "--keys-only", "/registry/deployments/")
                        .orFail())
                .contains("/registry/deployments/default/hello");
        assertThat(cluster.jukung("exec", "deploy/hello", "--", "sh", "-c", "echo from-inside")
                        .orFail())
                .contains("from-inside");
        assertThat(cluster.jukung("logs", "service/hello", "--tail=1").exitCode())
                .isZero();
        assertThat(cluster.jukung("logs", "deploy/absent").err()).contains("deployments.apps \"absent\" not found");
        var missing = cluster.jukung("get", "pod", "absent");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("pods \"absent\" not found");
    }
}
