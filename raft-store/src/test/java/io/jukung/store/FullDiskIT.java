package io.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.platform.Clock;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.RocksStore;
import io.jukung.store.storage.StorageFault;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members whose disk gets full, by their own data or another program's. */
@Needs(root = true)
class FullDiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NO_SPACE = "etcdserver: mvcc: database space exceeded";
    private static final int DISK_MIB = 96;
    /** Half of the disk. */
    private static final long RESERVE = 48 << 20;

    /** What LZ4 cannot make smaller. */
    private static String value(int seed) {
        return new java.util.Random(seed)
                .ints(50_000, '0', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static StoreConfig small(StoreConfig config) {
        return config.with(Consensus.DEFAULT.withSnapshots(1000, 100, 1 << 20));
    }

    private static StoreConfig withQuota(StoreConfig config, long quota) {
        return small(config).with(new Space(quota, 0, Space.CompactionMode.PERIODIC, 0));
    }

    private static KVGrpc.KVBlockingStub kv(StoreMember member) {
        return KVGrpc.newBlockingStub(member.inProcessChannel());
    }

    private static List<AlarmMember> alarms(StoreMember member) {
        return MaintenanceGrpc.newBlockingStub(member.inProcessChannel())
                .alarm(AlarmRequest.getDefaultInstance())
                .getAlarmsList();
    }

    private static List<String> errors(StoreMember member) {
        return MaintenanceGrpc.newBlockingStub(member.inProcessChannel())
                .status(StatusRequest.getDefaultInstance())
                .getErrorsList();
    }

    /** Writes until one is refused; what was acknowledged. */
    private static Map<String, String> fill(StoreMember member) {
        Map<String, String> acknowledged = new TreeMap<>();
        var kv = new Kv(member);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        kv.put("key" + i, value(i));
                        acknowledged.put("key" + i, value(i));
                    }
                })
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(refused.getStatus().getDescription()).isEqualTo(NO_SPACE);
                });
        return acknowledged;
    }

    private static void awaitRefusal(StoreMember member) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> new Kv(member).put("probe", "1"))
                        .hasMessageContaining(NO_SPACE));
    }

    private static void awaitWrites(StoreMember member) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> new Kv(member).put("probe", "2") > 0);
        assertThat(alarms(member)).isEmpty();
    }

    private static void assertHolds(StoreMember member, Map<String, String> expected) {
        expected.forEach((key, value) -> assertThat(new Kv(member).get(key)).contains(value));
    }

    private static void deleteAllButKey1(StoreMember member, Map<String, String> known) {
        for (var key : List.copyOf(known.keySet())) {
            if (!key.equals("key1")) {
                kv(member)
                        .deleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .build());
                known.remove(key);
            }
        }
        kv(member)
                .compact(CompactionRequest.newBuilder()
                        .setRevision(member.status().revision())
                        .build());
    }

    @Test
    void itsOwnDataStopAtTheReserveAndDeletesMakeRoom(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, DISK_MIB);
                var cluster = TestCluster.start(directory, 1, FullDiskIT::small)) {
            var member = cluster.member("m1");
            var lease = LeaseGrpc.newBlockingStub(member.inProcessChannel());
            long leaseId = lease.leaseGrant(
                            LeaseGrantRequest.newBuilder().setTTL(600).build())
                    .getID();
            var acknowledged = fill(member);

            assertThat(disk.freeBytes()).isGreaterThan(RESERVE - (8 << 20));
            assertThat(errors(member))
                    .anyMatch(error -> error.contains("alarm:NOSPACE"))
                    .anyMatch(error -> error.contains("space: the file system " + directory));
            assertThatThrownBy(() -> lease.leaseGrant(
                            LeaseGrantRequest.newBuilder().setTTL(600).build()))
                    .hasMessageContaining(NO_SPACE);
            assertHolds(member, acknowledged);
            lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(leaseId).build());

            deleteAllButKey1(member, acknowledged);
            awaitWrites(member);
            assertHolds(member, acknowledged);
        }
    }

    @Test
    void anotherProgramsFileStopsWritesUntilItIsGoneAlsoOverARestart(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, DISK_MIB);
                var cluster = TestCluster.start(directory, 1, FullDiskIT::small)) {
            Map<String, String> acknowledged = new TreeMap<>();
            for (int i = 0; i < 50; i++) {
                new Kv(cluster.member("m1")).put("key" + i, value(i));
                acknowledged.put("key" + i, value(i));
            }
            var file = disk.fillUpTo(RESERVE / 2);
            awaitRefusal(cluster.member("m1"));
            assertHolds(cluster.member("m1"), acknowledged);

            cluster.stop("m1");
            cluster.startMember("m1");
            cluster.awaitReady();
            awaitRefusal(cluster.member("m1"));
            assertHolds(cluster.member("m1"), acknowledged);

            cluster.crash("m1");
            Files.delete(file);
            cluster.startMember("m1");
            cluster.awaitReady();
            awaitWrites(cluster.member("m1"));
            assertHolds(cluster.member("m1"), acknowledged);
        }
    }

    @Test
    void withoutAByteLeftReadsGoOn(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, DISK_MIB);
                var cluster = TestCluster.start(directory, 1, FullDiskIT::small)) {
            var member = cluster.member("m1");
            new Kv(member).put("key", "value");
            var file = disk.fillUpTo(0);
            awaitRefusal(member);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(errors(member)).anyMatch(error -> error.contains(" has 0.0 MiB of")));
            assertThat(new Kv(member).get("key")).contains("value");

            Files.delete(file);
            awaitWrites(member);
            assertThat(new Kv(member).get("key")).contains("value");
        }
    }

    @Test
    void aFollowersFullDiskStopsTheClustersGrowthUntilThereIsSpaceAgain(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("m2"), DISK_MIB);
                var cluster = TestCluster.start(directory, 3, FullDiskIT::small)) {
            Map<String, String> acknowledged = new TreeMap<>();
            for (int i = 0; i < 30; i++) {
                new Kv(cluster.member("m1")).put("key" + i, value(i));
                acknowledged.put("key" + i, value(i));
            }
            var file = disk.fillUpTo(RESERVE / 2);
            for (var name : cluster.names()) {
                awaitRefusal(cluster.member(name));
                assertHolds(cluster.member(name), acknowledged);
            }
            long full = cluster.member("m2").status().memberId();
            assertThat(alarms(cluster.member("m1")))
                    .extracting(AlarmMember::getMemberID)
                    .containsExactly(full);
            assertThat(errors(cluster.member("m2")))
                    .anyMatch(error -> error.contains("space: the file system " + disk.directory()));
            assertThat(errors(cluster.member("m1"))).noneMatch(error -> error.startsWith("space:"));
            deleteAllButKey1(cluster.member("m3"), acknowledged);

            Files.delete(file);
            for (var name : cluster.names()) {
                awaitWrites(cluster.member(name));
            }
            for (var name : cluster.names()) {
                assertHolds(cluster.member(name), acknowledged);
            }
            assertThat(cluster.names().stream()
                            .map(name -> MaintenanceGrpc.newBlockingStub(
                                            cluster.member(name).inProcessChannel())
                                    .hashKV(HashKVRequest.getDefaultInstance())
                                    .getHash())
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void theQuotasAlarmEndsWhenACompactionHasMadeRoom(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1, config -> withQuota(config, 8 << 20))) {
            var member = cluster.member("m1");
            var acknowledged = fill(member);
            assertThat(errors(member)).anyMatch(error -> error.startsWith("space: the data takes"));
            assertHolds(member, acknowledged);

            deleteAllButKey1(member, acknowledged);
            awaitWrites(member);
            assertHolds(member, acknowledged);
        }
    }

    @Test
    void anOperatorsAlarmIsHisAlsoIfTheMemberHadRaisedIt(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, DISK_MIB);
                var cluster = TestCluster.start(directory, 1, FullDiskIT::small)) {
            var member = cluster.member("m1");
            var file = disk.fillUpTo(RESERVE / 2);
            awaitRefusal(member);
            MaintenanceGrpc.newBlockingStub(member.inProcessChannel())
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setMemberID(member.status().memberId())
                            .setAlarm(io.jukung.proto.etcd.AlarmType.NOSPACE)
                            .build());
            Files.delete(file);
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> alarms(member).size() == 1);
            MaintenanceGrpc.newBlockingStub(member.inProcessChannel())
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                            .setAlarm(io.jukung.proto.etcd.AlarmType.NOSPACE)
                            .build());
            awaitWrites(member);
        }
    }

    @Test
    void whenNothingIsLeftTheMemberStopsSaysWhyAndComesBackWithEverything(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, 48)) {
            var ports = FreePorts.next(2);
            var config = withQuota(
                    StoreConfig.of(
                            "m1",
                            directory.resolve("m1"),
                            URI.create("http://127.0.0.1:" + ports.get(0)),
                            Map.of("m1", List.of(URI.create("http://127.0.0.1:" + ports.get(1))))),
                    0);
            var faults = new CopyOnWriteArrayList<String>();
            Map<String, String> acknowledged = new TreeMap<>();
            var member = StoreMember.start(config, Clock.system(), (what, cause) -> faults.add(what));
            member.awaitReady(PATIENCE);
            var file = disk.fillUpTo(1 << 20);
            var kv = new Kv(member);
            for (int i = 0; faults.isEmpty(); i++) {
                try {
                    kv.put("key" + i, value(i));
                    acknowledged.put("key" + i, value(i));
                } catch (StatusRuntimeException unknownOutcome) {
                    // What is not acknowledged may be there or not.
                }
            }
            member.closeAbruptly();
            assertThat(faults)
                    .anyMatch(fault -> fault.contains("the file system " + directory)
                            && fault.contains("is full")
                            && fault.contains("free space on it"));

            Files.delete(file);
            try (var again = StoreMember.start(config, Clock.system(), (what, cause) -> faults.add(what))) {
                again.awaitReady(PATIENCE);
                assertThat(acknowledged).isNotEmpty();
                assertHolds(again, acknowledged);
            }
        }
    }

    /** Of a flush in the background that failed RocksDB tells its listeners in Java nothing: {@link RocksStore}. */
    @Test
    void aFlushThatFindsNoSpaceIsToldByTheNextWrite(@TempDir Path directory) throws Exception {
        try (var disk = SmallDisk.mount(directory, 32);
                var store = RocksStore.open(directory.resolve("db"), fault -> {})) {
            disk.fillUpTo(1 << 20);
            // Four times what it holds in memory.
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4_000; i++) {
                            try (var batch = store.newBatch()) {
                                batch.put(Family.VERSIONS, ("key" + i).getBytes(UTF_8), value(i).getBytes(UTF_8));
                                store.write(batch);
                            }
                        }
                    })
                    .isInstanceOf(StorageFault.class)
                    .hasMessageContaining("cannot write to the database")
                    .hasMessageContaining("No space left on device");
        }
    }
}
