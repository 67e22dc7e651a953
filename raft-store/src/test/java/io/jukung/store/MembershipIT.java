package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members added, promoted, updated, moved and removed with the real etcdctl. */
@Needs(tools = "etcdctl")
class MembershipIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Etcdctl etcdctl(TestCluster cluster, String name) {
        return new Etcdctl(cluster.endpoint(name), "--command-timeout=8s");
    }

    /** What {@code member list} prints, by name. */
    private static Map<String, List<String>> members(Etcdctl etcdctl) {
        return etcdctl.ok("member", "list")
                .lines()
                .map(line -> List.of(line.split(", ")))
                .filter(fields -> !fields.get(2).isEmpty())
                .collect(Collectors.toMap(fields -> fields.get(2), fields -> fields));
    }

    private static String id(Etcdctl etcdctl, String name) {
        return members(etcdctl).get(name).getFirst();
    }

    /** Adds a member and starts it as etcdctl says it is to be started. */
    private static void join(TestCluster cluster, Etcdctl etcdctl, String name, String... flags) throws Exception {
        var url = cluster.newMember(name);
        var arguments = new java.util.ArrayList<>(List.of("member", "add", name, "--peer-urls=" + url));
        arguments.addAll(List.of(flags));
        await().atMost(PATIENCE)
                .until(() -> etcdctl.run(arguments.toArray(String[]::new)).exit() == 0);
        cluster.startMember(name);
    }

    private static void awaitVoters(TestCluster cluster, int count) {
        await().atMost(PATIENCE)
                .until(() -> cluster.names().stream()
                        .filter(cluster::isRunning)
                        .anyMatch(name -> cluster.member(name).status().voters() == count
                                && cluster.member(name).status().leading()));
    }

    /** Whoever leads by then hands over. */
    private static void lead(TestCluster cluster, String member) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var leader = cluster.awaitLeader();
            if (!leader.equals(member)) {
                var etcdctl = etcdctl(cluster, leader);
                etcdctl.ok("move-leader", id(etcdctl, member));
            }
            assertThat(cluster.leader()).contains(member);
        });
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void fromOneMemberToThreeAndBack(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = etcdctl(cluster, "m1");
            etcdctl.ok("put", "before", "1");
            join(cluster, etcdctl, "m2");
            awaitVoters(cluster, 2);
            join(cluster, etcdctl(cluster, "m2"), "m3");
            awaitVoters(cluster, 3);
            cluster.awaitReady();
            assertThat(members(etcdctl))
                    .containsOnlyKeys("m1", "m2", "m3")
                    .allSatisfy((name, fields) -> assertThat(fields).contains("started", "false"));
            assertThat(etcdctl(cluster, "m3").ok("get", "before")).isEqualTo("before\n1");

            // The first member, which leads, is asked to remove itself by another.
            var third = etcdctl(cluster, "m3");
            assertThat(third.ok("member", "remove", id(third, "m1"))).contains("removed from cluster");
            await().atMost(PATIENCE).until(() -> cluster.hasLeft("m1"));
            cluster.forget("m1");
            third.ok("put", "after", "2");
            assertThat(members(third)).containsOnlyKeys("m2", "m3");

            third.ok("member", "remove", id(third, "m3"));
            await().atMost(PATIENCE).until(() -> cluster.hasLeft("m3"));
            cluster.forget("m3");
            awaitVoters(cluster, 1);
            assertThat(etcdctl(cluster, "m2").ok("get", "after")).isEqualTo("after\n2");
        }
    }

    private static String http(TestCluster cluster, String name, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + cluster.endpoint(name) + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aLearnerCatchesUpServesItselfOnlyAndIsPromoted(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = etcdctl(cluster, "m1");
            etcdctl.ok("put", "k", "1");
            join(cluster, etcdctl, "m2", "--learner");
            cluster.member("m2").awaitReady(PATIENCE);
            var learner = etcdctl(cluster, "m2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(learner.ok("get", "k", "--consistency=s"))
                            .isEqualTo("k\n1"));
            for (var refused : List.of(new String[] {"put", "k", "2"}, new String[] {"lease", "grant", "60"})) {
                assertThat(learner.run(refused).err())
                        .as(String.join(" ", refused))
                        .contains("etcdserver: rpc not supported for learner");
            }
            assertThatThrownBy(() -> new Kv(cluster.member("m2")).get("k"))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("UNAVAILABLE: etcdserver: rpc not supported for learner");
            assertThat(learner.ok("endpoint", "status", "-w", "json")).contains("\"isLearner\":true");
            assertThat(http(cluster, "m2", "/readyz?verbose")).contains("[-]non_learner failed");
            assertThat(http(cluster, "m2", "/metrics")).contains("etcd_server_is_learner 1.0");

            cluster.crash("m2");
            assertThat(etcdctl.run("member", "promote", "1234").err()).contains("etcdserver: member not found");
            cluster.startMember("m2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(etcdctl.ok("member", "promote", id(etcdctl, "m2")))
                            .contains("promoted in cluster"));
            assertThat(cluster.member("m1").status().voters())
                    .as("with the answer, not some time after it")
                    .isEqualTo(2);
            assertThat(http(cluster, "m1", "/metrics"))
                    .contains("jukung_store_member_changes_waiting 0.0", "jukung_store_member_answers_held_back 0.0");
            cluster.crash("m2");
            cluster.startMember("m2");
            cluster.awaitReady();
            assertThat(learner.ok("get", "k")).isEqualTo("k\n1");
            assertThat(http(cluster, "m2", "/readyz?verbose")).contains("[+]non_learner ok");

            lead(cluster, "m2");
        }
    }

    @Test
    void aDeadMemberIsReplacedAndItsDirectoryIsNotStartedEmpty(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var dead = cluster.aFollower();
            var alive = etcdctl(cluster, cluster.awaitLeader());
            alive.ok("put", "k", "1");
            await().atMost(PATIENCE).until(() -> members(alive).containsKey(dead));
            cluster.crash(dead);
            Files.move(directory.resolve(dead), directory.resolve("its-disk"));
            assertThatThrownBy(() -> cluster.startMember(dead))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has run before")
                    .hasMessageContaining("member remove " + id(alive, dead));

            deleteAll(directory.resolve(dead));
            alive.ok("member", "remove", id(alive, dead));
            assertThatThrownBy(() -> cluster.startMember(dead)).hasMessageContaining("was removed");
            // Its disk turns up again: it starts, is told, and stops.
            deleteAll(directory.resolve(dead));
            Files.move(directory.resolve("its-disk"), directory.resolve(dead));
            cluster.startMember(dead);
            await().atMost(PATIENCE).until(() -> cluster.hasLeft(dead));
            cluster.forget(dead);
            deleteAll(directory.resolve(dead));
            join(cluster, alive, dead);
            awaitVoters(cluster, 3);
            cluster.awaitReady();
            assertThat(etcdctl(cluster, dead).ok("get", "k", "--consistency=s")).isEqualTo("k\n1");
        }
    }

    @Test
    void whatALeaderThatCrashesLeavesUndoneTheNextDoes(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var leader = cluster.awaitLeader();
            var gone = cluster.aFollower();
            var etcdctl = etcdctl(cluster, leader);
            await().atMost(PATIENCE).until(() -> members(etcdctl).size() == 3);
            // The list has changed; the log's configuration most likely has not.
            etcdctl.ok("member", "remove", id(etcdctl, gone));
            cluster.crash(leader);
            cluster.startMember(leader);
            await().atMost(PATIENCE).until(() -> cluster.hasLeft(gone));
            cluster.forget(gone);
            awaitVoters(cluster, 2);
            assertThat(etcdctl.ok("put", "k", "1")).isEqualTo("OK");
            assertThat(members(etcdctl)).hasSize(2).doesNotContainKey(gone);
        }
    }

    @Test
    void aMemberComesBackWithOtherAddresses(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var moved = cluster.aFollower();
            var leader = etcdctl(cluster, cluster.awaitLeader());
            await().atMost(PATIENCE).until(() -> members(leader).containsKey(moved));
            cluster.crash(moved);
            var url = cluster.move(moved);
            leader.ok("member", "update", id(leader, moved), "--peer-urls=" + url);
            leader.ok("put", "k", "1");
            cluster.startMember(moved);
            cluster.awaitReady();
            var back = etcdctl(cluster, moved);
            assertThat(back.ok("get", "k")).isEqualTo("k\n1");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(members(back).get(moved)).contains(url, "http://" + cluster.endpoint(moved)));
            // It can lead, so the others find it where it is now.
            lead(cluster, moved);
            assertThat(back.ok("put", "k", "2")).isEqualTo("OK");
        }
    }

    @Test
    void aSurvivorBecomesAClusterOfOneWithItsData(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var survivor = cluster.awaitLeader();
            etcdctl(cluster, survivor).ok("put", "k", "1");
            var names = cluster.names();
            names.forEach(cluster::crash);

            cluster.startMember(
                    survivor,
                    config -> config.with(new Bootstrap(
                            config.bootstrap().initialCluster(),
                            config.bootstrap().token(),
                            Bootstrap.State.NEW,
                            true)));
            cluster.member(survivor).awaitReady(PATIENCE);
            var etcdctl = etcdctl(cluster, survivor);
            assertThat(etcdctl.ok("get", "k")).isEqualTo("k\n1");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(members(etcdctl)).containsOnlyKeys(survivor));
            assertThat(etcdctl.ok("put", "k", "2")).isEqualTo("OK");

            cluster.crash(survivor);
            cluster.startMember(survivor);
            cluster.member(survivor).awaitReady(PATIENCE);
            assertThat(members(etcdctl)).containsOnlyKeys(survivor);
            names.stream().filter(name -> !name.equals(survivor)).forEach(cluster::forget);
            join(cluster, etcdctl, "m4");
            awaitVoters(cluster, 2);
            assertThat(etcdctl(cluster, "m4").ok("get", "k")).isEqualTo("k\n2");
        }
    }

    @Test
    void joiningWithWrongSettingsSaysWhatIsWrong(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            cluster.newMember("stranger");
            assertThatThrownBy(() -> cluster.startMember("stranger"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("initial-cluster: the cluster has no member with the peer URLs");
        }
    }
}
