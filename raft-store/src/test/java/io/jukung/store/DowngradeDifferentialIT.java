package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeRequest.DowngradeAction;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What etcd says when it is asked for a downgrade, we say. Not how an enabled one goes on: 3.5.30 never answers an
 * {@code ENABLE} that it accepts, and lowers the cluster's version later than 3.6 and we do.
 */
@Needs(tools = {"etcd", "etcdctl"})
class DowngradeDifferentialIT {

    /** PREVIOUS is the minor version before the cluster's, OWN the cluster's. */
    private static final List<String> STEPS = List.of(
            "CANCEL ",
            "VALIDATE ",
            "VALIDATE nonsense",
            "VALIDATE 3",
            "VALIDATE 3.x",
            "VALIDATE 3.5.x",
            "VALIDATE v3.5.0",
            "VALIDATE -3.5.0",
            "VALIDATE OWN",
            "VALIDATE 3.0.0",
            "VALIDATE 4.0.0",
            "VALIDATE 2.3.0",
            "VALIDATE PREVIOUS.0",
            "VALIDATE PREVIOUS",
            "VALIDATE PREVIOUS.7",
            "VALIDATE PREVIOUS.7-rc.1",
            "ENABLE nonsense",
            "ENABLE OWN");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static List<String> run(String endpoint, String minor) {
        var channel = Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                .build();
        try {
            var maintenance = MaintenanceGrpc.newBlockingStub(channel);
            var own = "3." + minor + ".0";
            var previous = "3." + (Integer.parseInt(minor) - 1);
            // The version is told by the leader a moment after the start.
            await().atMost(PATIENCE)
                    .until(() ->
                            !ask(maintenance, DowngradeAction.VALIDATE, own).contains("FAILED_PRECONDITION"));
            var said = new ArrayList<String>();
            for (var step : STEPS) {
                var words = step.split(" ", 2);
                var version = words[1].replace("PREVIOUS", previous).replace("OWN", own);
                said.add(step + " -> "
                        + ask(maintenance, DowngradeAction.valueOf(words[0]), version)
                                .replace(own, "OWN")
                                .replace(previous, "PREVIOUS"));
            }
            return said;
        } finally {
            channel.shutdownNow();
        }
    }

    private static String ask(
            MaintenanceGrpc.MaintenanceBlockingStub maintenance, DowngradeAction action, String version) {
        try {
            var response = maintenance.downgrade(DowngradeRequest.newBuilder()
                    .setAction(action)
                    .setVersion(version)
                    .build());
            return response.getVersion() + (response.getHeader().getMemberId() == 0 ? " without a header" : "");
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    @Test
    void everyStepIsAnsweredAsByEtcd(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            assertThat(run(cluster.endpoint("m1"), "6")).containsExactlyElementsOf(run(etcd.endpoint(), "5"));
        }
    }

    @Test
    void oneThatIsEnabledKeepsOthersOutUntilItIsCancelled(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var maintenance =
                    MaintenanceGrpc.newBlockingStub(cluster.member("m1").inProcessChannel());
            await().atMost(PATIENCE)
                    .until(() -> ask(maintenance, DowngradeAction.ENABLE, "3.5"), version -> version.startsWith("3."));
            awaitVersion(maintenance, "3.5.0");
            assertThat(ask(maintenance, DowngradeAction.ENABLE, "3.4"))
                    .isEqualTo("FAILED_PRECONDITION etcdserver: cluster has a downgrade job in progress");
            assertThat(ask(maintenance, DowngradeAction.CANCEL, "")).isEqualTo("3.5.0");
            assertThat(ask(maintenance, DowngradeAction.CANCEL, ""))
                    .isEqualTo("FAILED_PRECONDITION etcdserver: no inflight downgrade job");
            awaitVersion(maintenance, "3.6.0");
        }
    }

    private static void awaitVersion(MaintenanceGrpc.MaintenanceBlockingStub maintenance, String version) {
        await().atMost(PATIENCE)
                .until(
                        () -> maintenance
                                .status(StatusRequest.getDefaultInstance())
                                .getStorageVersion(),
                        version::equals);
    }
}
