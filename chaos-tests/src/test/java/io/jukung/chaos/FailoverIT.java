package io.jukung.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Kills the processes of a running cluster, one at a time and without warning, under load: no
 * acknowledged object is lost, no pod restarts, the service goes on answering, the loops go on elsewhere
 * and the killed process comes back.
 */
@Needs(
        tools = {"kubectl", "containerd", "runc", "nft", "bridge", "busybox", "ip"},
        root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LocalCluster cluster;

    @BeforeAll
    void startCluster() throws IOException {
        cluster = new LocalCluster(3);
        cluster.up("-f", RealTools.projectRoot().resolve("examples/hello.yaml").toString())
                .orFail();
    }

    @AfterAll
    void stopCluster() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void killingEachMemberInTurnLosesNothing() throws Exception {
        var before = helloPods();
        try (var writes = new WriteLoad(cluster.layout());
                var probe = new ServiceProbe(helloService())) {
            await().atMost(LIMIT).until(() -> writes.acknowledged().size() > 10 && probe.answered() > 10);
            var leader = leader();
            killAndAwaitReturn(leader, writes);
            for (var member : cluster.plan().memberList()) {
                if (!member.name().equals(leader)) {
                    killAndAwaitReturn(member.name(), writes);
                }
            }
            assertThat(probe.failures())
                    .as("requests to the service that failed")
                    .isEmpty();
            writes.stop();
            assertThat(configMaps()).as("acknowledged objects").containsAll(writes.acknowledged());
        }
        assertThat(helloPods()).as("pods by name, with uid and restarts").isEqualTo(before);
        assertThatLoopsWork("after-members");
    }

    @Test
    void killingTheNodeDaemonDisturbsNoPod() throws Exception {
        var before = helloPods();
        try (var probe = new ServiceProbe(helloService())) {
            await().atMost(LIMIT).until(() -> probe.answered() > 5);
            long killed = cluster.process("node").pid();
            cluster.kill("node");
            await().atMost(LIMIT)
                    .ignoreException(AssertionError.class)
                    .until(() -> cluster.process("node").pid() != killed);
            assertThatLoopsWork("after-node");
            assertThat(probe.failures())
                    .as("requests to the service that failed")
                    .isEmpty();
        }
        assertThat(helloPods()).isEqualTo(before);
    }

    private void killAndAwaitReturn(String member, WriteLoad writes) {
        long pid = cluster.process(member).pid();
        cluster.kill(member);
        long killed = System.nanoTime();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> writes.lastAcknowledged() > killed
                        && writes.acknowledged().size() > 0);
        System.err.println("writes went on " + (writes.lastAcknowledged() - killed) / 1_000_000 + " ms after " + member
                + " was killed");
        await("return of " + member)
                .atMost(LIMIT)
                .ignoreException(AssertionError.class)
                .until(() -> cluster.process(member).pid() != pid
                        && cluster.jukung("status").exitCode() == 0);
    }

    private String leader() throws DecodingException {
        return json(cluster.jukung("status", "-o", "json").orFail()).list("members").objects().stream()
                .filter(member -> member.flag("leader"))
                .map(member -> member.text("name"))
                .findFirst()
                .orElseThrow();
    }

    /** A change goes all the way through API, controllers, scheduler and node. */
    private void assertThatLoopsWork(String name) {
        cluster.kubectl("create", "deployment", name, "--image=jukung.local/hello:1", "--replicas=2")
                .orFail();
        cluster.kubectl("rollout", "status", "deployment/" + name, "--timeout=60s")
                .orFail();
        cluster.kubectl("delete", "deployment", name, "--timeout=60s").orFail();
    }

    private Map<String, String> helloPods() throws DecodingException {
        var pods = new TreeMap<String, String>();
        for (var item : json(cluster.kubectl("get", "pods", "-l", "app=hello", "-o", "json")
                        .orFail())
                .list("items")
                .objects()) {
            var pod = new KubeObject(item);
            var restarts = pod.status().list("containerStatuses").objects().stream()
                    .map(status -> Long.toString(status.whole(-1, "restartCount")))
                    .collect(Collectors.joining(","));
            pods.put(pod.name(), pod.uid() + " restarts " + restarts);
        }
        assertThat(pods).isNotEmpty();
        return pods;
    }

    private java.util.Set<String> configMaps() throws DecodingException {
        return json(cluster.kubectl("get", "configmaps", "-o", "json").orFail()).list("items").objects().stream()
                .map(item -> new KubeObject(item).name())
                .collect(Collectors.toSet());
    }

    private URI helloService() {
        var address = cluster.kubectl(
                        "get", "service", "hello", "-o", "jsonpath={.spec.clusterIP}:{.spec.ports[0].port}")
                .orFail();
        return URI.create("http://" + address + "/");
    }

    private static ObjectValue json(String text) throws DecodingException {
        return (ObjectValue) Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
