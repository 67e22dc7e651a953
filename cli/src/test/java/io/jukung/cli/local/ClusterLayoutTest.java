package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterLayoutTest {

    private static final ClusterPlan PLAN = new ClusterPlan(
            "0badcafe",
            3,
            "node-1",
            "192.0.2.1",
            6443,
            7440,
            10250,
            "10.244.0.0/16",
            "10.96.0.0/16",
            "10.96.0.10",
            "jukung-0badcafe");

    @TempDir
    private Path folder;

    @Test
    void keepsThePlan() {
        var layout = new ClusterLayout(folder.resolve("data"));
        layout.create();
        layout.writePlan(PLAN);
        assertThat(layout.readPlan()).contains(PLAN);
    }

    @Test
    void aPlanOfBeforeClustersHadStoreTokensKeepsTheOneTheyHad() throws IOException {
        var layout = new ClusterLayout(folder.resolve("data"));
        layout.create();
        layout.writePlan(PLAN);
        var text = Files.readString(layout.plan());
        Files.writeString(layout.plan(), text.replaceFirst(",\\s*\"storeToken\":\\s*\"[^\"]*\"", ""));
        assertThat(layout.readPlan().map(ClusterPlan::storeToken)).contains("etcd-cluster");
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        var layout = new ClusterLayout(folder.resolve("data"));
        layout.create();
        layout.writePlan(PLAN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.root())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.plan())))
                .isEqualTo("rw-------");
    }

    @Test
    void anEmptyFolderHoldsNoCluster() {
        assertThat(new ClusterLayout(folder).readPlan()).isEmpty();
    }

    @Test
    void refusesAPlanOfANewerProgram() throws IOException {
        Files.writeString(folder.resolve("cluster.json"), "{\"format\":2}");
        assertThatThrownBy(() -> new ClusterLayout(folder).readPlan())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cluster.json")
                .hasMessageContaining("its format is 2")
                .hasMessageContaining("newer");
    }

    @Test
    void refusesADamagedPlan() throws IOException {
        Files.writeString(folder.resolve("cluster.json"), "{\"format\":");
        assertThatThrownBy(() -> new ClusterLayout(folder).readPlan())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cluster.json")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void membersHavePortsOfTheirOwn() {
        assertThat(PLAN.memberList())
                .extracting(ClusterPlan.Member::name)
                .containsExactly("server-1", "server-2", "server-3");
        assertThat(PLAN.memberList().stream()
                        .flatMap(member -> java.util.stream.Stream.of(
                                member.securePort(),
                                member.grpcPort(),
                                member.storeClientPort(),
                                member.storePeerPort())))
                .doesNotHaveDuplicates();
    }

    @Test
    void namesFitTheKernelsLimits() {
        assertThat(PLAN.bridge()).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void refusesAnEvenControlPlane() {
        assertThatThrownBy(() -> new ClusterPlan(
                        "0badcafe", 2, "n", "192.0.2.1", 1, 2, 3, "10.244.0.0/16", "10.96.0.0/16", "10.96.0.10", "t"))
                .hasMessageContaining("1, 3 or 5");
    }
}
