package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.GetSettingsRequest;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.store.Space.CompactionMode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of a running cluster: in force on every member, checked, and kept. */
class SettingsTest {

    private static SettingsGrpc.SettingsBlockingStub settings(StoreMember member) {
        return SettingsGrpc.newBlockingStub(member.inProcessChannel());
    }

    private static SetSettingsRequest set(ClusterSettings.Builder settings) {
        return SetSettingsRequest.newBuilder().setSet(settings).build();
    }

    private static TxnRequest puts(int count) {
        var txn = TxnRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            txn.addSuccess(RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("key" + i))));
        }
        return txn.build();
    }

    @Test
    void aSettingIsInForceOnEveryMemberAndAfterARestart(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var first = cluster.member("m1");
            var answer = settings(first)
                    .set(set(ClusterSettings.newBuilder().setMaxTxnOps(2).setQuotaBackendBytes(1L << 40)));
            assertThat(answer.getEffective().getMaxTxnOps()).isEqualTo(2);
            assertThat(answer.getEffective().getSnapshotCount()).isEqualTo(10_000);
            for (var name : cluster.names()) {
                // Linearizable: what was acknowledged is there.
                assertThat(settings(cluster.member(name))
                                .get(GetSettingsRequest.getDefaultInstance())
                                .getCluster())
                        .isEqualTo(answer.getCluster());
                assertThatThrownBy(() -> KVGrpc.newBlockingStub(
                                        cluster.member(name).inProcessChannel())
                                .txn(puts(3)))
                        .hasMessageContaining("too many operations in txn request");
            }
            cluster.stop("m1");
            cluster.startMember("m1");
            cluster.awaitReady();
            assertThatThrownBy(() -> KVGrpc.newBlockingStub(cluster.member("m1").inProcessChannel())
                            .txn(puts(3)))
                    .hasMessageContaining("too many operations in txn request");

            settings(cluster.member("m2"))
                    .set(SetSettingsRequest.newBuilder().addUnset("max-txn-ops").build());
            KVGrpc.newBlockingStub(cluster.member("m2").inProcessChannel()).txn(puts(3));
            assertThat(settings(cluster.member("m3"))
                            .get(GetSettingsRequest.getDefaultInstance())
                            .getCluster())
                    .isEqualTo(ClusterSettings.newBuilder()
                            .setQuotaBackendBytes(1L << 40)
                            .build());
        }
    }

    @Test
    void whatCannotBeIsRefusedAndListenersHearTheRest(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var member = cluster.member("m1");
            var heard = new AtomicReference<RuntimeSettings>();
            member.onSettings(heard::set);
            assertThat(heard.get().logLevel()).isEmpty();
            for (var wrong : List.of(
                    set(ClusterSettings.newBuilder().setMaxTxnOps(0)),
                    set(ClusterSettings.newBuilder().setQuotaBackendBytes(-1)),
                    set(ClusterSettings.newBuilder().setLogLevel("loud")),
                    set(ClusterSettings.newBuilder().setAutoCompactionRetention(1)),
                    set(ClusterSettings.newBuilder()
                            .setAutoCompactionMode("never")
                            .setAutoCompactionRetention(1)),
                    set(ClusterSettings.newBuilder().setWatchProgressNotifyIntervalMillis(1)),
                    set(ClusterSettings.newBuilder().setMaxClientConnections(1L << 40)),
                    set(ClusterSettings.newBuilder().setWarningApplyDurationMillis(-1)),
                    set(ClusterSettings.newBuilder().setWarningUnaryRequestDurationMillis(-1)),
                    set(ClusterSettings.newBuilder().setDiskStallThresholdMillis(49)),
                    SetSettingsRequest.newBuilder().addUnset("mine").build())) {
                assertThatThrownBy(() -> settings(member).set(wrong))
                        .isInstanceOfSatisfying(
                                StatusRuntimeException.class,
                                refused -> assertThat(refused.getStatus().getCode())
                                        .isEqualTo(Status.Code.INVALID_ARGUMENT));
            }
            settings(member)
                    .set(set(ClusterSettings.newBuilder()
                            .setLogLevel("debug")
                            .setAutoCompactionMode("revision")
                            .setAutoCompactionRetention(7)));
            await().until(() -> heard.get().logLevel().equals("debug"));
            assertThat(heard.get().space().compactionMode()).isEqualTo(CompactionMode.REVISION);
            assertThat(heard.get().space().compactionRetention()).isEqualTo(7);
        }
    }
}
