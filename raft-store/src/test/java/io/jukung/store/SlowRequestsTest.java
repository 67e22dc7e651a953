package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes longer than is set is named in the log, as in etcd's, and its values are not. */
class SlowRequestsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final String SECRET = "s3cr3t";

    @TempDir
    private Path directory;

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String key) {
        return PutRequest.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(SECRET))
                .build();
    }

    private static RangeRequest range(String key, String end) {
        return RangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .build();
    }

    private static void set(TestCluster cluster, long applyMillis, long unaryMillis) {
        SettingsGrpc.newBlockingStub(cluster.member("m1").inProcessChannel())
                .set(SetSettingsRequest.newBuilder()
                        .setSet(ClusterSettings.newBuilder()
                                .setWarningApplyDurationMillis(applyMillis)
                                .setWarningUnaryRequestDurationMillis(unaryMillis))
                        .build());
    }

    private static double slowApplies(TestCluster cluster) {
        return new Http("http://" + cluster.endpoint("m1"))
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("etcd_server_slow_apply_total "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }

    /** Waits: a line is written before its answer, but on another thread than the test's. */
    private static void awaitLine(LogLines log, String... parts) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log.lines())
                        .anySatisfy(line -> assertThat(line).contains(parts)));
    }

    @Test
    void slowAppliesAndReadsAreNamed() throws Exception {
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(slowness(HOUR_MILLIS, HOUR_MILLIS)));
                var log = new LogLines()) {
            var kv = KVGrpc.newBlockingStub(cluster.member("m1").inProcessChannel());
            kv.put(put("quick"));
            assertThat(log.lines()).noneMatch(line -> line.contains("took too long") || line.contains("request stats"));
            assertThat(slowApplies(cluster)).isZero();
            set(cluster, 0, HOUR_MILLIS);
            kv.put(put("slow"));
            awaitLine(
                    log,
                    "apply request took too long",
                    "took=",
                    "expected-duration=\"0ms\"",
                    "prefix=\"\"",
                    "put:<key:\"slow\" value_size:6>",
                    "response=\"size:");
            kv.range(range("q", "t"));
            awaitLine(log, "prefix=\"read-only range \"", "key:\"q\" range_end:\"t\"", "range_response_count:2 size:");
            kv.txn(TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestRange(range("slow", "")))
                    .build());
            awaitLine(log, "prefix=\"read-only txn \"", "success:<request_range:<key:\"slow\">>");
            var error = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> kv.range(
                            range("slow", "").toBuilder().setRevision(1000).build()));
            awaitLine(log, "error=\"" + error.getStatus().getDescription() + "\"");
            AuthGrpc.newBlockingStub(cluster.member("m1").inProcessChannel())
                    .userAdd(AuthUserAddRequest.newBuilder()
                            .setName("alice")
                            .setPassword(SECRET)
                            .build());
            awaitLine(log, "auth_user_add:<name:\"alice\" ", "hashedPassword_size:");
            assertThat(slowApplies(cluster)).isGreaterThanOrEqualTo(5);
            assertThat(log.lines()).noneMatch(line -> line.contains("request stats") || line.contains(SECRET));
            int before = lines(log, "took too long");
            for (int i = 0; i < 100; i++) {
                kv.put(put("many"));
            }
            assertThat(lines(log, "took too long") - before)
                    .as("a slow disk does not flood the log")
                    .isLessThan(50);
        }
    }

    private static int lines(LogLines log, String part) {
        return (int) log.lines().stream().filter(line -> line.contains(part)).count();
    }

    @Test
    void slowCallsAreNamed() throws Exception {
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(slowness(HOUR_MILLIS, HOUR_MILLIS)))) {
            var channel = NettyChannelBuilder.forTarget(cluster.endpoint("m1"), InsecureChannelCredentials.create())
                    .build();
            try (var log = new LogLines()) {
                calls(cluster, channel, log);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static void calls(TestCluster cluster, Channel channel, LogLines log) {
        var kv = KVGrpc.newBlockingStub(channel);
        kv.put(put("quick"));
        kv.range(range("q", "t"));
        assertThat(log.lines()).noneMatch(line -> line.contains("request stats"));
        set(cluster, HOUR_MILLIS, 0);
        for (var key : List.of("slow1", "slow2")) {
            kv.put(put(key));
        }
        awaitLine(
                log,
                "request stats",
                "start time=",
                "time spent=",
                "remote=\"127.0.0.1:",
                "response type=\"/etcdserverpb.KV/Put\"",
                "request count=\"1\"",
                "request size=\"15\"",
                "response count=\"-1\"",
                "request content=\"key:\"slow1\" value_size:6\"");
        kv.range(range("slow", "t"));
        awaitLine(log, "response type=\"/etcdserverpb.KV/Range\"", "request count=\"0\"", "response count=\"2\"");
        kv.range(range("slow1", ""));
        awaitLine(log, "response count=\"1\"", "request content=\"key:\"slow1\"\"");
        kv.deleteRange(DeleteRangeRequest.newBuilder()
                .setKey(bytes("slow"))
                .setRangeEnd(bytes("t"))
                .build());
        awaitLine(log, "response type=\"/etcdserverpb.KV/DeleteRange\"", "response count=\"2\"");
        assertThatThrownBy(() -> kv.put(PutRequest.getDefaultInstance())).isInstanceOf(StatusRuntimeException.class);
        awaitLine(log, "error=\"etcdserver: key is not provided\"");
        assertThat(log.lines()).noneMatch(line -> line.contains("took too long") || line.contains(SECRET));
    }

    private static Slowness slowness(long applyMillis, long unaryMillis) {
        return new Slowness(Duration.ofMillis(applyMillis), Duration.ofMillis(unaryMillis), Duration.ZERO);
    }
}
