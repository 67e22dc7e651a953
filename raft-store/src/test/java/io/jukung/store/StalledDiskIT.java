package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not answer, as one does whose controller or network hangs: nothing fails, everything waits. */
@Needs(
        root = true,
        tools = {"fsfreeze", "mkfs.ext4", "mount", "umount"})
class StalledDiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static void lead(TestCluster cluster, String member) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            var leader = cluster.awaitLeader();
            if (!leader.equals(member)) {
                MaintenanceGrpc.newBlockingStub(cluster.member(leader).inProcessChannel())
                        .moveLeader(MoveLeaderRequest.newBuilder()
                                .setTargetID(cluster.member(member).status().memberId())
                                .build());
            }
            return leader.equals(member);
        });
    }

    @Test
    void leadershipLeavesAMemberWhoseDiskStalls(@TempDir Path directory) throws Exception {
        try (var disk = LoopDisk.mount(directory.resolve("m1"), directory.resolve("image"));
                var log = new LogLines();
                var cluster = TestCluster.start(directory, 3)) {
            lead(cluster, "m1");
            var kv = new Kv(cluster.member("m2"));
            var acknowledged = new TreeMap<String, String>();
            for (int i = 0; i < 20; i++) {
                kv.put("before" + i, "" + i);
                acknowledged.put("before" + i, "" + i);
            }

            disk.freeze();
            try {
                long begun = System.nanoTime();
                // The log of the leader has something to write, or it would not notice.
                int attempts = 0;
                while (!log.lines().stream().anyMatch(line -> line.startsWith("leadership goes to member "))) {
                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
                    attempts++;
                    tryPut(kv, "meanwhile" + attempts, acknowledged);
                }
                await().atMost(PATIENCE)
                        .until(() -> cluster.member("m2").status().leading()
                                || cluster.member("m3").status().leading());
                System.out.printf(
                        "leadership left a member whose disk stalled after %d ms%n",
                        (System.nanoTime() - begun) / 1_000_000);
                assertThat(log.lines()).anyMatch(line -> line.startsWith("the disk of the log has not answered for "));
                await().atMost(PATIENCE).until(() -> tryPut(kv, "after", acknowledged));
                for (int i = 0; i < 20; i++) {
                    tryPut(kv, "on" + i, acknowledged);
                }
                assertThat(acknowledged).containsKey("on19");
            } finally {
                disk.thaw();
            }

            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                var back = new Kv(cluster.member("m1"));
                acknowledged.forEach(
                        (key, value) -> assertThat(back.get(key)).as(key).contains(value));
            });
            await().atMost(PATIENCE).until(() -> log.lines().contains("the disk of the log answers again"));
        }
    }

    private static boolean tryPut(Kv kv, String key, Map<String, String> acknowledged) {
        try {
            kv.put(key, "v");
            acknowledged.put(key, "v");
            return true;
        } catch (StatusRuntimeException unknownOutcome) {
            return false;
        }
    }
}
