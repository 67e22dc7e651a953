package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.store.member.Quarantine;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.RocksStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose data is not what the others have, with all checksums right: as a bug or an editor would leave it. */
class DifferingMemberIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestCluster start(Path directory, int size) throws Exception {
        return TestCluster.start(directory, size, config -> config.with(new Integrity(Duration.ofSeconds(1), false)));
    }

    private static void fill(TestCluster cluster) throws Exception {
        var kv = new Kv(cluster.member(cluster.awaitLeader()));
        for (int i = 0; i < 50; i++) {
            kv.put("key" + i, "right" + i);
        }
    }

    /** Changes a value in the database of a member that is not running. */
    private static void falsify(Path directory, String name, String from, String to) throws Exception {
        var state = directory.resolve(name).resolve("state");
        var current = state.resolve(Files.readString(state.resolve("CURRENT")).strip());
        try (var store = RocksStore.open(current, fault -> {
            throw fault;
        })) {
            try (var batch = store.newBatch();
                    var cursor = store.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
                int changed = 0;
                for (; cursor.isValid(); cursor.next()) {
                    var record = new String(cursor.value(), StandardCharsets.ISO_8859_1);
                    if (record.endsWith(from)) {
                        batch.put(
                                Family.LATEST,
                                cursor.key(),
                                record.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
                        changed++;
                    }
                }
                assertThat(changed).isOne();
                store.write(batch);
            }
            store.flush();
        }
    }

    private static void assertAllHaveTheSame(TestCluster cluster) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var hashes = new HashSet<Integer>();
            for (var name : cluster.names()) {
                hashes.add(MaintenanceGrpc.newBlockingStub(cluster.member(name).inProcessChannel())
                        .hashKV(HashKVRequest.getDefaultInstance())
                        .getHash());
            }
            assertThat(hashes).hasSize(1);
        });
    }

    private static List<AlarmMember> alarms(TestCluster cluster, String name) {
        return MaintenanceGrpc.newBlockingStub(cluster.member(name).inProcessChannel())
                .alarm(AlarmRequest.getDefaultInstance())
                .getAlarmsList();
    }

    private static void assertIsRebuilt(TestCluster cluster, String name, LogLines log) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(new Kv(cluster.member(name)).getLocally("key7"))
                        .contains("right7"));
        var id = Long.toHexString(cluster.member(name).status().memberId());
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("member " + id + " differs from the majority ")
                        && line.endsWith("its state is replaced by theirs"));
        for (int i = 0; i < 50; i++) {
            assertThat(new Kv(cluster.member(name)).getLocally("key" + i)).contains("right" + i);
        }
        assertAllHaveTheSame(cluster);
        assertThat(alarms(cluster, name)).isEmpty();
    }

    @Test
    void aFollowerThatDiffersOnDiskIsFoundOutAndRebuiltWhileTheOthersGoOn(@TempDir Path directory) throws Exception {
        try (var log = new LogLines();
                var cluster = start(directory, 3)) {
            fill(cluster);
            var follower = cluster.aFollower();
            cluster.stop(follower);
            falsify(directory, follower, "right7", "wrong7");
            long begun = System.nanoTime();
            cluster.startMember(follower);

            var kv = new Kv(cluster.member(cluster.awaitLeader()));
            int i = 0;
            while (!"right7".equals(locally(cluster, follower))) {
                kv.put("while" + i, "" + i++);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
            }
            System.out.printf(
                    "a differing follower was found out and rebuilt in %d ms, with %d writes meanwhile%n",
                    (System.nanoTime() - begun) / 1_000_000, i);
            assertIsRebuilt(cluster, follower, log);
            var rebuilt = new Kv(cluster.member(follower));
            for (int written = 0; written < i; written++) {
                assertThat(rebuilt.get("while" + written)).contains("" + written);
            }
        }
    }

    /** Of a member that may be away just now. */
    private static String locally(TestCluster cluster, String name) {
        try {
            return new Kv(cluster.member(name)).getLocally("key7").orElse("");
        } catch (StatusRuntimeException | IllegalStateException away) {
            return "";
        }
    }

    @Test
    void aLeaderThatDiffersHandsOverAndIsRebuilt(@TempDir Path directory) throws Exception {
        try (var log = new LogLines();
                var cluster = start(directory, 3)) {
            fill(cluster);
            var bad = cluster.awaitLeader();
            cluster.stop(bad);
            falsify(directory, bad, "right7", "wrong7");
            // Until it leads again nothing is compared: the others are told to hand it leadership.
            cluster.startMember(bad);
            await().atMost(PATIENCE)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("differs from the majority"))
                            || transfer(cluster, bad));
            assertIsRebuilt(cluster, bad, log);
        }
    }

    private static boolean transfer(TestCluster cluster, String to) throws Exception {
        try {
            MaintenanceGrpc.newBlockingStub(
                            cluster.member(cluster.awaitLeader()).inProcessChannel())
                    .moveLeader(io.jukung.proto.etcd.MoveLeaderRequest.newBuilder()
                            .setTargetID(cluster.member(to).status().memberId())
                            .build());
        } catch (StatusRuntimeException tryAgain) {
            return false;
        }
        return false;
    }

    /** The running digest tells at once, without looking at the disk. */
    @Test
    void aMemberThatAppliedSomethingElseIsFoundOutWithoutTheFullCheck(@TempDir Path directory) throws Exception {
        try (var log = new LogLines();
                var cluster =
                        TestCluster.start(directory, 3, config -> config.with(new Integrity(Duration.ZERO, false)))) {
            fill(cluster);
            var follower = cluster.aFollower();
            cluster.stop(follower);
            forgetKey(directory, follower, "key7");
            cluster.startMember(follower);
            // It sees a new key where the others see the second version of an old one.
            new Kv(cluster.member(cluster.awaitLeader())).put("key7", "right7");
            await().atMost(PATIENCE)
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("differs from the majority")
                                    && line.contains("what was applied up to log entry")));
            assertIsRebuilt(cluster, follower, log);
        }
    }

    private static void forgetKey(Path directory, String name, String key) throws Exception {
        var state = directory.resolve(name).resolve("state");
        var current = state.resolve(Files.readString(state.resolve("CURRENT")).strip());
        try (var store = RocksStore.open(current, fault -> {
            throw fault;
        })) {
            try (var batch = store.newBatch()) {
                batch.delete(Family.LATEST, key.getBytes(StandardCharsets.UTF_8));
                store.write(batch);
            }
            store.flush();
        }
    }

    @Test
    void twoThatDifferRaiseTheCorruptAlarmAndAreLeftAlone(@TempDir Path directory) throws Exception {
        try (var log = new LogLines();
                var cluster = start(directory, 2)) {
            fill(cluster);
            var bad = cluster.aFollower();
            var good = cluster.awaitLeader();
            cluster.stop(bad);
            falsify(directory, bad, "right7", "wrong7");
            cluster.startMember(bad);
            cluster.awaitReady();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(alarms(cluster, good))
                            .extracting(AlarmMember::getAlarm)
                            .containsExactly(AlarmType.CORRUPT));
            assertThat(log.lines()).anyMatch(line -> line.contains("no majority has the same"));
            var refused = Assertions.assertThrows(
                    StatusRuntimeException.class, () -> new Kv(cluster.member(good)).put("k", "v"));
            assertThat(refused.getStatus().getDescription()).isEqualTo("etcdserver: corrupt cluster");
            assertThat(locally(cluster, bad)).isEqualTo("wrong7");
        }
    }

    /** Nothing of what members do at their own pace is taken for a difference. */
    @Test
    void healthyMembersAreNeverFoundToDiffer(@TempDir Path directory) throws Exception {
        try (var log = new LogLines();
                var cluster = start(directory, 3)) {
            var name = cluster.awaitLeader();
            var kv = new Kv(cluster.member(name));
            LeaseGrpc.newBlockingStub(cluster.member(name).inProcessChannel())
                    .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build());
            var away = cluster.aFollower();
            long revision = 0;
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 40; i++) {
                    revision = kv.put("key" + i % 7, "v" + i);
                }
                io.jukung.proto.etcd.KVGrpc.newBlockingStub(cluster.member(name).inProcessChannel())
                        .compact(io.jukung.proto.etcd.CompactionRequest.newBuilder()
                                .setRevision(revision - 3)
                                .build());
                if (round == 1) {
                    cluster.crash(away);
                } else if (round == 3) {
                    cluster.startMember(away);
                    cluster.awaitReady();
                }
                await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            }
            // Everything was hashed on all at some entry, and found equal.
            await().atMost(PATIENCE)
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.startsWith("all members have the same on disk")));
            assertThat(log.lines()).noneMatch(line -> line.contains("differ"));
        }
    }

    /** A copy of the state says nothing of who votes; what this member has missed of that nobody would tell it again. */
    @Test
    void oneWhoseLogDoesNotKnowTheVotersIsNotRebuilt(@TempDir Path directory) throws Exception {
        try (var cluster = start(directory, 4)) {
            fill(cluster);
            var away = cluster.aFollower();
            cluster.stop(away);
            var leader = cluster.awaitLeader();
            var removed = cluster.names().stream()
                    .filter(name -> !name.equals(away) && !name.equals(leader))
                    .findFirst()
                    .orElseThrow();
            ClusterGrpc.newBlockingStub(cluster.member(leader).inProcessChannel())
                    .memberRemove(MemberRemoveRequest.newBuilder()
                            .setID(cluster.member(removed).status().memberId())
                            .build());
            // Only from then on do the two that are left decide.
            await().atMost(PATIENCE).until(() -> cluster.member(leader).status().voters() == 3);
            cluster.stop(removed);
            fill(cluster);
            new Quarantine("a test says so", Set.of())
                    .write(directory.resolve(away).resolve("state"));
            assertThatThrownBy(() -> cluster.startMember(away))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the members have changed since")
                    .hasMessageContaining("'member remove");
        }
    }
}
