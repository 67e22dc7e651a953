package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeRequest.DowngradeAction;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of two releases in one cluster: this one, and one that is to come and writes another format. */
class RollingUpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Release NEXT = new Release("3.7.1", 2, 1);

    private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(TestCluster cluster, String name) {
        return MaintenanceGrpc.newBlockingStub(cluster.member(name).inProcessChannel());
    }

    private static StatusResponse status(TestCluster cluster, String name) {
        return maintenance(cluster, name).status(StatusRequest.getDefaultInstance());
    }

    private static void awaitClusterVersion(TestCluster cluster, String version) {
        for (var name : cluster.names()) {
            await().atMost(PATIENCE).until(() -> status(cluster, name).getStorageVersion(), version::equals);
        }
    }

    private static void restart(TestCluster cluster, String name, Release release) throws Exception {
        cluster.stop(name);
        cluster.startMember(name, config -> config.with(release));
        cluster.awaitReady();
    }

    private static void eachWritesWhatAllRead(TestCluster cluster, String key) {
        for (var writer : cluster.names()) {
            new Kv(cluster.member(writer)).put(key + writer, "by " + writer);
        }
        for (var reader : cluster.names()) {
            for (var writer : cluster.names()) {
                assertThat(new Kv(cluster.member(reader)).get(key + writer)).contains("by " + writer);
            }
        }
    }

    @Test
    void membersAreReplacedOneByOneUpAndDownAgain(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.prepare(directory, 3)) {
            for (var name : cluster.names()) {
                cluster.startMember(name);
            }
            cluster.awaitReady();
            awaitClusterVersion(cluster, "3.6.0");
            eachWritesWhatAllRead(cluster, "before ");

            restart(cluster, "m1", NEXT);
            restart(cluster, "m2", NEXT);
            assertThat(status(cluster, "m1").getVersion()).isEqualTo("3.7.1");
            // The third would not read the newer format: it is not written, whoever leads.
            eachWritesWhatAllRead(cluster, "mixed ");
            awaitClusterVersion(cluster, "3.6.0");

            restart(cluster, "m3", NEXT);
            awaitClusterVersion(cluster, "3.7.0");
            eachWritesWhatAllRead(cluster, "after ");

            cluster.stop("m3");
            assertThatThrownBy(() -> cluster.startMember("m3"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("data-dir: " + directory.resolve("m3"))
                    .hasMessageContaining("version 3.7.0 and format 2")
                    .hasMessageContaining("3.6.14, reads up to format 1");
            cluster.startMember("m3", config -> config.with(NEXT));
            cluster.awaitReady();

            maintenance(cluster, "m2")
                    .downgrade(DowngradeRequest.newBuilder()
                            .setAction(DowngradeAction.ENABLE)
                            .setVersion("3.6.0")
                            .build());
            awaitClusterVersion(cluster, "3.6.0");
            assertThat(status(cluster, "m1").getDowngradeInfo().getTargetVersion())
                    .isEqualTo("3.6.0");
            for (var name : cluster.names()) {
                restart(cluster, name, Release.THIS);
                eachWritesWhatAllRead(cluster, "down " + name + " ");
            }
            await().atMost(PATIENCE)
                    .until(() -> !status(cluster, "m1").getDowngradeInfo().getEnabled());
            for (var name : cluster.names()) {
                assertThat(new Kv(cluster.member(name)).get("before m1")).contains("by m1");
                assertThat(new Kv(cluster.member(name)).get("after m3")).contains("by m3");
            }
        }
    }
}
