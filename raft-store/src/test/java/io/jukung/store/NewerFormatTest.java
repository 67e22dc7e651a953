package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.platform.Clock;
import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeRequest.DowngradeAction;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newer release has written is not guessed at: each part of a data directory says what it needs. */
class NewerFormatTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Release NEWER = new Release("3.7.1", 2, 1);

    @TempDir
    private Path directory;

    /** A member of a newer release ran here, and was killed. */
    private TestCluster written() throws Exception {
        var cluster = TestCluster.prepare(directory, 1);
        startNewer(cluster);
        new Kv(cluster.member("m1")).put("a", "1");
        cluster.crash("m1");
        return cluster;
    }

    private static void startNewer(TestCluster cluster) throws Exception {
        cluster.startMember("m1", config -> config.with(NEWER));
        cluster.awaitReady();
        awaitVersion(cluster, "3.7.0");
    }

    private static void awaitVersion(TestCluster cluster, String version) {
        var status = MaintenanceGrpc.newBlockingStub(cluster.member("m1").inProcessChannel());
        await().atMost(PATIENCE)
                .until(() -> status.status(StatusRequest.getDefaultInstance()).getStorageVersion(), version::equals);
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theStateIsRefusedAtTheStart() throws Exception {
        try (var cluster = written()) {
            assertThatThrownBy(() -> cluster.startMember("m1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.resolve("m1").toString())
                    .hasMessageContaining("version 3.7.0 and format 2")
                    .hasMessageContaining("this release, 3.6.14, reads up to format 1");
        }
    }

    @Test
    void anEntryOfTheLogStopsTheMember() throws Exception {
        try (var cluster = written()) {
            delete(directory.resolve("m1/state"));
            List<String> faults = new CopyOnWriteArrayList<>();
            try (var member = StoreMember.start(
                    cluster.config("m1"), Clock.system(), (what, cause) -> faults.add(what + ": " + cause))) {
                await().atMost(PATIENCE).until(() -> !faults.isEmpty());
                assertThat(faults.getFirst())
                        .contains("applying log entry", "has the format 2, this release reads 1 to 1");
                assertThat(member.status().revision()).isEqualTo(1);
            }
        }
    }

    /** The cluster may go back, but this member was killed before it had all of the newer format behind it. */
    @Test
    void afterADowngradeAMemberThatWasKilledHasToBeStoppedByTheNewerReleaseFirst() throws Exception {
        try (var cluster = TestCluster.prepare(directory, 1)) {
            startNewer(cluster);
            new Kv(cluster.member("m1")).put("a", "1");
            MaintenanceGrpc.newBlockingStub(cluster.member("m1").inProcessChannel())
                    .downgrade(DowngradeRequest.newBuilder()
                            .setAction(DowngradeAction.ENABLE)
                            .setVersion("3.6.0")
                            .build());
            awaitVersion(cluster, "3.6.0");
            cluster.crash("m1");

            List<String> faults = new CopyOnWriteArrayList<>();
            // As if the kill had come before anything of the state was on the disk.
            delete(directory.resolve("m1/state"));
            try (var member = StoreMember.start(
                    cluster.config("m1"), Clock.system(), (what, cause) -> faults.add(what + ": " + cause))) {
                await().atMost(PATIENCE).until(() -> !faults.isEmpty());
                assertThat(faults.getFirst())
                        .contains("has the format 2, this release reads 1 to 1")
                        .contains("start the release that wrote it")
                        .contains("stop that once with SIGTERM");
                assertThat(member.status().revision()).isEqualTo(1);
            }

            cluster.startMember("m1", config -> config.with(NEWER));
            cluster.awaitReady();
            cluster.stop("m1");
            cluster.startMember("m1");
            cluster.awaitReady();
            assertThat(new Kv(cluster.member("m1")).get("a")).contains("1");
        }
    }

    @Test
    void aDumpOfTheLogSaysWhichEntry() throws Exception {
        try (var cluster = written()) {
            assertThatThrownBy(() ->
                            LogDump.write(directory.resolve(cluster.names().getFirst()), line -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has format 2, this release reads 1");
        }
    }
}
