package io.jukung.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Breaks the processes of a running cluster without warning, while one client writes through the API and another asks
 * a service: writes go on, no acknowledged object is lost, no pod restarts, the service answers every request, the
 * loops go on elsewhere, and the broken process comes back and has what the others have.
 */
@Needs(
        tools = {"kubectl", "etcdctl", "containerd", "runc", "nft", "bridge", "busybox", "ip"},
        root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** How long writes may stop when a member is killed. */
    private static final Duration WRITES_STOP = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofSeconds(10);

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

    private interface Damage {
        void doTo(WriteLoad writes) throws Exception;
    }

    /** Does the damage while clients are at work, and checks what must hold whatever was broken. */
    private void underLoad(String name, Damage damage) throws Exception {
        var before = helloPods();
        try (var writes = new WriteLoad(cluster.layout(), name + "-");
                var probe = new ServiceProbe(helloService())) {
            await("load").atMost(LIMIT).until(() -> writes.acknowledged() > 10 && probe.answered() > 10);
            damage.doTo(writes);
            int answered = probe.answered();
            await("the service answers").atMost(LIMIT).until(() -> probe.answered() > answered + 10);
            writes.stop();
            assertThat(writes.lost(configMaps()))
                    .as("acknowledged objects that are not there")
                    .isEmpty();
            assertThat(probe.failures())
                    .as("requests to the service that failed")
                    .isEmpty();
        }
        assertThat(helloPods()).as("pods by name, with uid and restarts").isEqualTo(before);
        awaitAllEqual();
    }

    @Test
    void killingEachMemberInTurnLosesNothing() throws Exception {
        underLoad("kill", writes -> {
            var leader = leader();
            long pid = killMember(leader, writes);
            // At once: the loops that the leader ran go on elsewhere, not after its return.
            assertThatLoopsWork("leader-away");
            awaitReturn(leader, pid);
            for (var member : cluster.plan().memberList()) {
                if (!member.name().equals(leader)) {
                    awaitReturn(member.name(), killMember(member.name(), writes));
                }
            }
            assertThatLoopsWork("all-back");
        });
    }

    @Test
    void aLeaderThatStandsStillIsReplaced() throws Exception {
        underLoad("pause", writes -> {
            var leader = leader();
            cluster.signal(leader, "STOP");
            long stopped = System.nanoTime();
            try {
                // While it stands: it is not waited for.
                tell("a pause of " + leader, awaitWrites(writes, stopped, PAUSE));
                await("all of the pause")
                        .atMost(PAUSE.multipliedBy(2))
                        .until(() -> System.nanoTime() - stopped > PAUSE.toNanos());
            } finally {
                cluster.signal(leader, "CONT");
            }
            assertThat(leader()).as("leader after the pause of " + leader).isNotEqualTo(leader);
            assertThatLoopsWork("after-pause");
        });
    }

    @Test
    void killingAllMembersAtOnceLosesNothing() throws Exception {
        underLoad("all", writes -> {
            var pids = new HashMap<String, Long>();
            for (var member : cluster.plan().memberList()) {
                pids.put(member.name(), cluster.process(member.name()).pid());
            }
            pids.keySet().forEach(cluster::kill);
            tell("all members were killed", awaitWrites(writes, System.nanoTime(), LIMIT));
            pids.forEach(this::awaitReturn);
            assertThatLoopsWork("after-all");
        });
    }

    @Test
    void killingTheNodeDaemonDisturbsNoPod() throws Exception {
        underLoad("node", writes -> {
            long killed = cluster.process("node").pid();
            cluster.kill("node");
            awaitReturn("node", killed);
            assertThatLoopsWork("after-node");
        });
    }

    /** The pid that the member had. */
    private long killMember(String member, WriteLoad writes) {
        long pid = cluster.process(member).pid();
        cluster.kill(member);
        tell(member + " was killed", awaitWrites(writes, System.nanoTime(), WRITES_STOP));
        return pid;
    }

    /** Nanoseconds from the damage to the first acknowledged write that began after it. */
    private static long awaitWrites(WriteLoad writes, long damaged, Duration atMost) {
        return await("writes go on")
                        .atMost(atMost)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> writes.firstBegunAfter(damaged), found -> found.isPresent())
                        .orElseThrow()
                - damaged;
    }

    private static void tell(String damage, long nanos) {
        System.err.println("writes went on " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms after " + damage);
    }

    private void awaitReturn(String process, long pid) {
        await("return of " + process)
                .atMost(LIMIT)
                .ignoreException(AssertionError.class)
                .until(() -> cluster.process(process).pid() != pid && serves(process));
    }

    private boolean serves(String process) {
        return cluster.plan().memberList().stream()
                .filter(member -> member.name().equals(process))
                .allMatch(member -> cluster.kubectl(
                                        "get",
                                        "--raw=/readyz",
                                        "--server=https://" + cluster.plan().nodeIp() + ":" + member.securePort())
                                .exitCode()
                        == 0);
    }

    /** Every member has all revisions up to one that each has reached, with the same content. */
    private void awaitAllEqual() {
        await("equal content").atMost(LIMIT).untilAsserted(() -> {
            long revision = hashes(0).stream()
                    .mapToLong(hash -> hash.whole(0, "header", "revision"))
                    .min()
                    .orElseThrow();
            assertThat(hashes(revision).stream().map(hash -> hash.whole(-1, "hash")))
                    .as("hashes at revision " + revision)
                    .hasSize(3)
                    .containsOnly(hashes(revision).getFirst().whole(-1, "hash"));
        });
    }

    /** What each member says of its content up to a revision; 0 for all of it. */
    private List<ObjectValue> hashes(long revision) throws DecodingException {
        var answer = cluster.etcdctl("endpoint", "hashkv", "--rev=" + revision, "--write-out=json")
                .orFail();
        return ((ListValue) Json.read(answer.getBytes(StandardCharsets.UTF_8)))
                .objects().stream().map(each -> each.object("HashKV")).toList();
    }

    private String leader() throws DecodingException {
        // Its exit status tells of more than members; the leader is wanted.
        return json(cluster.jukung("status", "-o", "json").out()).list("members").objects().stream()
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
        for (var pod : objects("pods", "-l", "app=hello")) {
            var restarts = pod.status().list("containerStatuses").objects().stream()
                    .map(status -> Long.toString(status.whole(-1, "restartCount")))
                    .collect(Collectors.joining(","));
            pods.put(pod.name(), pod.uid() + " restarts " + restarts);
        }
        assertThat(pods).hasSize(3);
        return pods;
    }

    /** The number in each ConfigMap of the load, by name. */
    private Map<String, String> configMaps() throws DecodingException {
        return objects("configmaps").stream()
                .collect(Collectors.toMap(
                        KubeObject::name, object -> object.tree().text("data", "number")));
    }

    private List<KubeObject> objects(String... selection) throws DecodingException {
        var arguments = new ArrayList<>(List.of("get", "-o", "json"));
        arguments.addAll(List.of(selection));
        return json(cluster.kubectl(arguments.toArray(String[]::new)).orFail()).list("items").objects().stream()
                .map(KubeObject::new)
                .toList();
    }

    private InetSocketAddress helloService() {
        var address = cluster.kubectl("get", "service", "hello", "-o", "jsonpath={.spec.clusterIP}")
                .orFail();
        return new InetSocketAddress(address, 80);
    }

    private static ObjectValue json(String text) throws DecodingException {
        return (ObjectValue) Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
