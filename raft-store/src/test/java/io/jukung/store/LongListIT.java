package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that are too long to be in memory, over a connection. */
class LongListIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEYS = 12;
    private static final int VALUE_BYTES = 1_000_000;
    private static final RangeRequest ALL =
            range("k").setRangeEnd(ByteString.copyFromUtf8("l")).build();

    private static RangeRequest.Builder range(String key) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
    }

    private static String key(int number) {
        return "k%02d".formatted(number);
    }

    private static ManagedChannel connect(TestCluster cluster) {
        return Grpc.newChannelBuilder(cluster.endpoint("m1"), InsecureChannelCredentials.create())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    private static KVGrpc.KVBlockingStub kv(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void fill(ManagedChannel channel) {
        var random = new Random(1);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < KEYS; i++) {
            random.nextBytes(value);
            kv(channel)
                    .put(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8(key(i)))
                            .setValue(ByteString.copyFrom(value))
                            .build());
        }
    }

    private static RangeResponse keyByKey(ManagedChannel channel) {
        List<KeyValue> records = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            records.addAll(kv(channel).range(range(key(i)).build()).getKvsList());
        }
        var header = kv(channel).range(range("k").build()).getHeader();
        return RangeResponse.newBuilder()
                .setHeader(header)
                .addAllKvs(records)
                .setCount(KEYS)
                .build();
    }

    private static double metric(TestCluster cluster, String name) throws Exception {
        var text = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + cluster.endpoint("m1") + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitReleased(TestCluster cluster) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric(cluster, "jukung_store_response_memory_bytes"))
                        .isZero());
    }

    /** A call whose response is only taken when the test says so. */
    private static final class Unhurried extends ClientCall.Listener<RangeResponse> {

        private final ClientCall<RangeRequest, RangeResponse> call;
        private final CompletableFuture<RangeResponse> response = new CompletableFuture<>();

        Unhurried(ManagedChannel channel) {
            call = channel.newCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(ALL);
            call.halfClose();
        }

        @Override
        public void onMessage(RangeResponse message) {
            response.complete(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            response.completeExceptionally(status.asException());
        }
    }

    @Test
    void aListOfAnyLengthArrivesWholeAndAsOfOneRevision(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var channel = connect(cluster);
            try {
                fill(channel);
                var expected = keyByKey(channel);
                assertThat(kv(channel).range(ALL)).isEqualTo(expected);
                assertThat(kv(channel).range(ALL.toBuilder().setLimit(5).build()))
                        .isEqualTo(expected.toBuilder()
                                .clearKvs()
                                .addAllKvs(expected.getKvsList().subList(0, 5))
                                .setMore(true)
                                .build());
                awaitReleased(cluster);

                var slow = new Unhurried(channel);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(metric(cluster, "jukung_store_response_memory_bytes"))
                                .isEqualTo(2 << 20));
                // While it is read, others are served and the list does not change.
                kv(channel)
                        .put(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key(KEYS - 1)))
                                .build());
                assertThat(kv(channel).range(ALL).getKvs(KEYS - 1).getValue()).isEqualTo(ByteString.EMPTY);
                slow.call.request(1);
                assertThat(slow.response.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(expected);
                awaitReleased(cluster);

                var gone = new Unhurried(channel);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(metric(cluster, "jukung_store_response_memory_bytes"))
                                .isPositive());
                gone.call.cancel("not interested any more", null);
                awaitReleased(cluster);
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
