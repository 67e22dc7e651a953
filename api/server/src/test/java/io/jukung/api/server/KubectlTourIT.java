package io.jukung.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl does without nodes, unchanged. */
@Needs(tools = {"etcd", "kubectl"})
class KubectlTourIT {

    @TempDir
    Path folder;

    @Test
    void createsAppliesChangesAndDeletes() throws IOException, InterruptedException {
        try (var cluster = TestCluster.start()) {
            var manifest = folder.resolve("map.yaml");
            Files.writeString(manifest, """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: applied}
                    data: {a: "1"}
                    """);
            assertThat(run(cluster, "version")).contains("Server Version: v1.36");
            assertThat(run(cluster, "api-resources")).contains("deployments", "endpointslices");
            assertThat(run(cluster, "create", "namespace", "tour")).contains("created");
            assertThat(run(cluster, "-n", "tour", "apply", "-f", manifest.toString()))
                    .contains("created");
            assertThat(run(cluster, "-n", "tour", "apply", "-f", manifest.toString()))
                    .contains("unchanged");
            assertThat(run(
                            cluster,
                            "-n",
                            "tour",
                            "apply",
                            "--server-side",
                            "--force-conflicts",
                            "-f",
                            manifest.toString()))
                    .contains("serverside-applied");
            assertThat(run(cluster, "-n", "tour", "create", "deployment", "web", "--image=nginx"))
                    .contains("created");
            assertThat(run(cluster, "-n", "tour", "scale", "deployment", "web", "--replicas=3"))
                    .contains("scaled");
            assertThat(run(cluster, "-n", "tour", "get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"))
                    .isEqualTo("3");
            assertThat(run(cluster, "-n", "tour", "label", "cm", "applied", "x=y"))
                    .contains("labeled");
            assertThat(run(cluster, "-n", "tour", "get", "cm", "-l", "x=y", "-o", "name"))
                    .contains("configmap/applied");
            assertThat(run(cluster, "explain", "pod.spec")).contains("containers");
            assertThat(run(cluster, "-n", "tour", "describe", "deployment", "web"))
                    .contains("nginx");
            assertThat(run(cluster, "-n", "tour", "delete", "cm", "applied")).contains("deleted");
        }
    }

    private static String run(TestCluster cluster, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                RealTools.get("kubectl").toString(),
                "--kubeconfig",
                cluster.kubeconfig().toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", arguments) + ": " + output)
                .isZero();
        return output;
    }
}
