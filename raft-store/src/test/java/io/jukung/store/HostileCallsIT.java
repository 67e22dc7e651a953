package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC clients who take all they can get: each meets a limit, and another client goes on. */
class HostileCallsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS = 400;
    private static final int LEASES = 100;
    private static final int MEBIBYTE = 1 << 20;
    private static final int EVENTS = 160;
    private static final ClientMemory SMALL = new ClientMemory(CALLS, 32 * MEBIBYTE, LEASES, 2 * MEBIBYTE);

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    private final List<ManagedChannel> channels = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start(directory, 1, config -> config.with(SMALL));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void othersHaveGoneOn() {
        var other = connect();
        kv(other).put(put("other", 10));
        assertThat(kv(other).range(range("other")).getKvsCount()).isEqualTo(1);
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private ManagedChannel connect() {
        var channel = NettyChannelBuilder.forTarget(cluster.endpoint("m1"), InsecureChannelCredentials.create())
                .flowControlWindow(64 << 10)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        channels.add(channel);
        return channel;
    }

    private static KVGrpc.KVBlockingStub kv(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static PutRequest put(String key, int bytes) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    }

    /** A call whose client decides itself what it reads. */
    private static final class Call<Q, R> {

        private final ClientCall<Q, R> call;
        private final BlockingQueue<R> responses = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> ended = new CompletableFuture<>();

        Call(ManagedChannel channel, MethodDescriptor<Q, R> method) {
            call = channel.newCall(method, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(R response) {
                            responses.add(response);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
        }

        void send(Q request) {
            call.sendMessage(request);
        }

        void reads(int messages) {
            call.request(messages);
        }

        R next() throws InterruptedException {
            R response = responses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(response).as("a response in time").isNotNull();
            return response;
        }
    }

    private Call<WatchRequest, WatchResponse> watch(ManagedChannel channel) {
        return new Call<>(channel, WatchGrpc.getWatchMethod());
    }

    private static WatchRequest create(ByteString key) {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key))
                .build();
    }

    /** Creates watchers until one is refused; how many there are. */
    private static int fill(Call<WatchRequest, WatchResponse> stream, ByteString key) throws InterruptedException {
        stream.reads(1_000_000);
        for (int created = 0; ; created++) {
            stream.send(create(key));
            var response = stream.next();
            assertThat(response.getCreated()).isTrue();
            if (response.getCanceled()) {
                assertThat(response.getWatchId()).isEqualTo(-1);
                assertThat(response.getCancelReason())
                        .isEqualTo("rpc error: code = ResourceExhausted desc = etcdserver: too many watchers on this"
                                + " member");
                return created;
            }
        }
    }

    @Test
    void watchersForEver() throws Exception {
        var stream = watch(connect());
        int small = fill(stream, ByteString.copyFromUtf8("k"));
        assertThat(small).isBetween(1500, 2 * MEBIBYTE / 1024);
        var refused = watch(connect());
        assertThat(fill(refused, ByteString.copyFromUtf8("k"))).as("elsewhere").isZero();
        stream.call.cancel("enough", null);
        await().atMost(PATIENCE).until(() -> fill(refused, ByteString.copyFrom(new byte[400_000])) > 0);
        refused.call.cancel("enough", null);
        var large = watch(connect());
        await().atMost(PATIENCE).until(() -> {
            int room = fill(large, ByteString.copyFrom(new byte[400_000]));
            return room == 2;
        });
    }

    @Test
    void streamsForEver() {
        var channel = connect();
        List<Call<WatchRequest, WatchResponse>> streams = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            streams.add(watch(channel));
        }
        await().atMost(PATIENCE)
                .until(() ->
                        streams.stream().filter(stream -> stream.ended.isDone()).count() >= CALLS - CALLS / 5 - 1);
        assertThat(streams.stream().filter(stream -> stream.ended.isDone()))
                .allSatisfy(stream ->
                        assertThat(stream.ended.join().getDescription()).isEqualTo("etcdserver: too many requests"));
    }

    /** Whether others get through is asked after each test. */
    @Test
    void streamsForEverOnSeveralConnections() {
        for (int connection = 0; connection < 3; connection++) {
            var channel = connect();
            List<Call<WatchRequest, WatchResponse>> streams = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                streams.add(watch(channel));
            }
            await().atMost(PATIENCE)
                    .until(() -> streams.stream()
                                    .filter(stream -> stream.ended.isDone())
                                    .count()
                            >= CALLS - CALLS / 5 - 1);
            kv(connect()).put(put("other", 10));
        }
    }

    @Test
    void leasesForEver() {
        var leases = LeaseGrpc.newBlockingStub(connect()).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<Long> granted = new ArrayList<>();
        Status refusal = Status.OK;
        while (refusal.isOk()) {
            try {
                granted.add(leases.leaseGrant(
                                LeaseGrantRequest.newBuilder().setTTL(600).build())
                        .getID());
            } catch (StatusRuntimeException e) {
                refusal = e.getStatus();
            }
        }
        assertThat(granted).hasSize(LEASES);
        assertThat(refusal.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.getDescription()).isEqualTo("etcdserver: too many leases");
        granted.forEach(id ->
                leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build()));
        long again = leases.leaseGrant(
                        LeaseGrantRequest.newBuilder().setTTL(600).build())
                .getID();
        leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(again).build());
    }

    /** The requests are no more taken while the answers are not: the client's window stays full. */
    @Test
    void keepAlivesWithoutReadingTheAnswers() {
        var stream = new Call<>(connect(), LeaseGrpc.getLeaseKeepAliveMethod());
        var request = LeaseKeepAliveRequest.newBuilder().setID(4711).build();
        int most = 2_000_000;
        int sent = 0;
        long quietSince = System.nanoTime();
        while (sent < most && System.nanoTime() - quietSince < TimeUnit.SECONDS.toNanos(1)) {
            if (stream.call.isReady()) {
                stream.send(request);
                sent++;
                quietSince = System.nanoTime();
            } else {
                Thread.onSpinWait();
            }
        }
        assertThat(sent).isLessThan(most);
        assertThat(stream.ended).isNotDone();
    }

    @Test
    void aSmallMessageThatBecomesLarge() {
        var compressed = kv(connect()).withCompression("gzip");
        assertThatThrownBy(() -> compressed.put(put("large", 20 * MEBIBYTE)))
                .hasMessage("RESOURCE_EXHAUSTED: grpc: received message after decompression larger than max");
        assertThat(compressed.put(put("small", 1000)).hasHeader()).isTrue();
    }

    @Test
    void largeAnswersThatAreNotRead() throws Exception {
        var channel = connect();
        kv(channel).put(put("large", MEBIBYTE));
        List<Call<RangeRequest, ?>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            var call = new Call<>(channel, KVGrpc.getRangeMethod());
            call.send(range("large"));
            call.call.halfClose();
            calls.add(call);
        }
        await().atMost(PATIENCE).until(() -> calls.stream().anyMatch(call -> call.ended.isDone()));
        assertThat(calls.stream().filter(call -> call.ended.isDone()).toList())
                .allSatisfy(call ->
                        assertThat(call.ended.join().getDescription()).isEqualTo("etcdserver: too many requests"));
        var other = connect();
        for (int i = 0; i < 40; i++) {
            assertThat(kv(other).range(range("large")).getKvs(0).getValue().size())
                    .isEqualTo(MEBIBYTE);
        }
        calls.forEach(call -> call.reads(2));
        for (var call : calls) {
            assertThat(call.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCode())
                    .isIn(Status.Code.OK, Status.Code.UNKNOWN);
        }
        assertThat(kv(channel).range(range("large")).getKvsCount()).isEqualTo(1);
    }

    /** It has happened, so it is answered: as that takes all the memory there is, the connection is cut, and not only asked to end. */
    @Test
    void anAnswerOfAWriteThatIsNotRead() throws Exception {
        var channel = connect();
        kv(channel).put(put("large", MEBIBYTE));
        var write = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put("written", 10)));
        for (int i = 0; i < 40; i++) {
            write.addSuccess(RequestOp.newBuilder().setRequestRange(range("large")));
        }
        var call = new Call<>(channel, KVGrpc.getTxnMethod());
        call.send(write.build());
        call.call.halfClose();
        assertThat(call.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(kv(connect()).range(range("written")).getKvsCount()).isEqualTo(1);
    }

    /** Others see each event; the one who does not read gets them too once it does, and none was kept for it in memory. */
    @Test
    void aWatcherThatDoesNotRead() throws Exception {
        var other = watch(connect());
        other.reads(1_000_000);
        other.send(create(ByteString.copyFromUtf8("event")));
        assertThat(other.next().getCreated()).isTrue();
        var writer = connect();
        putEvents(writer, other);
        // What writes take, and caches of the log and of recent events: given back at times of their own, so that they
        // differ
        // by some 40 MiB from one look to the next. What was kept for the watcher would be 160 MiB, and would stay.
        long without = usedHeap();
        var stuck = watch(connect());
        stuck.reads(1);
        stuck.send(create(ByteString.copyFromUtf8("event")));
        assertThat(stuck.next().getCreated()).isTrue();
        putEvents(writer, other);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(usedHeap() - without).isLessThan(EVENTS / 2 * MEBIBYTE));
        stuck.reads(1_000_000);
        long last = 0;
        for (int seen = 0; seen < EVENTS; ) {
            for (var event : stuck.next().getEventsList()) {
                assertThat(event.getKv().getModRevision()).isGreaterThan(last);
                last = event.getKv().getModRevision();
                seen++;
            }
        }
        stuck.call.cancel("seen", null);
    }

    private void putEvents(ManagedChannel writer, Call<WatchRequest, WatchResponse> reader) throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            kv(writer).put(put("event", MEBIBYTE));
            assertThat(reader.next().getEventsCount()).isEqualTo(1);
        }
    }

    private static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
