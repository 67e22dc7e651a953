package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three members survive. */
class ClusterFailureIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LARGE = "x".repeat(100_000);

    @Test
    void noAcknowledgedWriteIsLostWhenTheLeaderCrashesUnderLoad(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var leader = cluster.awaitLeader();
            var kv = new Kv(cluster.member(cluster.aFollower()));
            var acknowledged = new TreeMap<String, String>();
            var stop = new AtomicBoolean();
            var writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; !stop.get(); i++) {
                    try {
                        kv.put("key" + i, "value" + i);
                        synchronized (acknowledged) {
                            acknowledged.put("key" + i, "value" + i);
                        }
                    } catch (StatusRuntimeException unknownOutcome) {
                        // Allowed while there is no leader; the next key is tried.
                    }
                }
            });
            await().atMost(PATIENCE).until(() -> size(acknowledged) > 50);

            cluster.crash(leader);
            int atCrash = size(acknowledged);
            await().atMost(PATIENCE).until(() -> size(acknowledged) > atCrash + 50);
            stop.set(true);
            writer.join();

            cluster.startMember(leader);
            cluster.awaitReady();
            for (var name : cluster.names()) {
                var reader = new Kv(cluster.member(name));
                acknowledged.forEach((key, value) ->
                        assertThat(reader.get(key)).as(key + " on " + name).contains(value));
            }
        }
    }

    private static int size(Map<String, String> map) {
        synchronized (map) {
            return map.size();
        }
    }

    @Test
    void everyMemberReadsWhatAnyMemberJustWrote(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            for (int i = 0; i < 60; i++) {
                var writer = cluster.names().get(i % 3);
                var reader = cluster.names().get((i + 1) % 3);
                new Kv(cluster.member(writer)).put("k", "v" + i);
                assertThat(new Kv(cluster.member(reader)).get("k")).contains("v" + i);
                assertThat(new Kv(cluster.member(writer)).getLocally("k")).contains("v" + i);
            }
        }
    }

    @Test
    void allMembersComeBackWithEverything(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var kv = new Kv(cluster.member("m1"));
            for (int i = 0; i < 100; i++) {
                kv.put("k" + i, "v" + i);
            }
            cluster.names().forEach(cluster::crash);
            for (var name : cluster.names()) {
                cluster.startMember(name);
            }
            cluster.awaitReady();
            for (int i = 0; i < 100; i++) {
                assertThat(new Kv(cluster.member("m2")).get("k" + i)).contains("v" + i);
            }
            assertThat(cluster.member("m3").status().revision()).isEqualTo(101);
        }
    }

    /** The member that was away while the others wrote, and is ready again. */
    private static String returnAfterMoreThanTheLogKeeps(TestCluster cluster) throws Exception {
        var away = cluster.aFollower();
        new Kv(cluster.member(away)).put("before", "1");
        cluster.crash(away);
        var writer = new Kv(cluster.member(cluster.awaitLeader()));
        for (int i = 0; i < 150; i++) {
            writer.put("k" + i % 40, i + LARGE);
        }
        cluster.startMember(away);
        cluster.awaitReady();
        return away;
    }

    @Test
    void aMemberAwayForLongerThanTheLogIsKeptCatchesUpBySnapshot(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(
                directory, 3, config -> config.with(config.consensus().withSnapshots(20, 5, 1 << 20)))) {
            var away = returnAfterMoreThanTheLogKeeps(cluster);

            var kv = new Kv(cluster.member(away));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(cluster.member(away).status().revision())
                                    .isEqualTo(cluster.member(cluster.awaitLeader())
                                            .status()
                                            .revision()));
            assertThat(kv.getLocally("before")).contains("1");
            assertThat(kv.getLocally("k39")).contains(119 + LARGE);
            assertThat(Files.readString(directory.resolve(away).resolve("state/CURRENT"))
                            .strip())
                    .as("the state was replaced")
                    .isNotEqualTo("1");
        }
    }

    @Test
    void aMemberThatCaughtUpBySnapshotComesBackAfterACrash(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(
                directory, 3, config -> config.with(config.consensus().withSnapshots(20, 5, 1 << 20)))) {
            var away = returnAfterMoreThanTheLogKeeps(cluster);
            var kv = new Kv(cluster.member(away));

            kv.put("after", "2");
            cluster.crash(away);
            cluster.startMember(away);
            cluster.awaitReady();
            assertThat(new Kv(cluster.member(away)).get("after")).contains("2");
            assertThat(new Kv(cluster.member(away)).get("before")).contains("1");
        }
    }

    /** The log starts a new file with each term: what the member lacks begins exactly where its snapshot ends. */
    @Test
    void aMemberIsFedFromAFirstEntryThatFollowsItsSnapshot(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(
                directory, 3, config -> config.with(config.consensus().withSnapshots(20, 1, 1 << 20)))) {
            var away = cluster.aFollower();
            new Kv(cluster.member(away)).put("before", "1");
            var leader = cluster.awaitLeader();
            cluster.stop(away);
            cluster.crash(leader);
            cluster.startMember(leader);
            var writer = new Kv(cluster.member(cluster.awaitLeader()));
            for (int i = 0; i < 100; i++) {
                writer.put("k", "" + i);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(logFiles(directory.resolve(cluster.awaitLeader())))
                            .noneMatch(file -> file.startsWith("log_0-")));

            cluster.startMember(away);
            cluster.awaitReady();
            assertThat(new Kv(cluster.member(away)).get("k")).contains("99");
        }
    }

    /** What follows the snapshot that a member has fetched may be gone from the leader's log by the time it has: then it needs another. */
    @Test
    void aMemberThatFetchesSnapshotsCatchesUpThoughTheLogIsCutMeanwhile(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(
                directory, 3, config -> config.with(config.consensus().withSnapshots(20, 1, 16 << 10)))) {
            var away = cluster.aFollower();
            var leader = cluster.awaitLeader();
            var writer = new Kv(cluster.member(leader));
            var value = "v".repeat(2000);
            for (int round = 0; round < 5; round++) {
                cluster.stop(away);
                for (int i = 0; i < 100; i++) {
                    writer.put("k", value + i);
                }
                cluster.startMember(away);
                for (int i = 0; i < 400; i++) {
                    writer.put("k", value + round + "-" + i);
                }
                var last = value + round + "-399";
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(new Kv(cluster.member(away)).get("k"))
                                .contains(last));
            }
        }
    }

    private static List<String> logFiles(Path member) throws IOException {
        try (var files = Files.walk(member.resolve("raft"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("log_"))
                    .toList();
        }
    }

    @Test
    void withoutAMajorityNothingIsAcknowledgedAndLocalReadsGoOn(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var left = cluster.awaitLeader();
            var kv = new Kv(cluster.member(left));
            kv.put("k", "1");
            cluster.names().stream().filter(name -> !name.equals(left)).forEach(cluster::crash);

            var failure =
                    org.junit.jupiter.api.Assertions.assertThrows(StatusRuntimeException.class, () -> kv.put("k", "2"));
            assertThat(failure.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
            assertThat(failure.getStatus().getDescription()).startsWith("etcdserver: ");
            assertThat(kv.getLocally("k")).contains("1");
        }
    }

    @Test
    void aLeaderThatStopsGracefullyHandsOver(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var leader = cluster.awaitLeader();
            new Kv(cluster.member(leader)).put("k", "1");
            cluster.stop(leader);
            var other = cluster.awaitLeader();
            assertThat(other).isNotEqualTo(leader);
            assertThat(new Kv(cluster.member(other)).get("k")).contains("1");
        }
    }
}
