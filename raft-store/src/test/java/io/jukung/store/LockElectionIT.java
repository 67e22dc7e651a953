package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.election.CampaignRequest;
import io.jukung.proto.etcd.election.CampaignResponse;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.election.LeaderKey;
import io.jukung.proto.etcd.election.LeaderRequest;
import io.jukung.proto.etcd.election.LeaderResponse;
import io.jukung.proto.etcd.election.ProclaimRequest;
import io.jukung.proto.etcd.election.ResignRequest;
import io.jukung.proto.etcd.lock.LockGrpc;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.LockResponse;
import io.jukung.proto.etcd.lock.UnlockRequest;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same contenders at a real etcd's Lock and Election services and at ours see the same. */
@Needs(tools = {"etcd", "etcdctl"})
class LockElectionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST = 0x101;
    private static final long SECOND = 0x102;
    private static final long THIRD = 0x103;
    private static final long UNKNOWN = 0x999;

    /** The answer of a call: what came, or how it failed. */
    private static final class Answer<T> extends CompletableFuture<T> implements StreamObserver<T> {
        @Override
        public void onNext(T value) {
            complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}

        T within() throws Exception {
            return get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        String failure() throws Exception {
            var status = Status.fromThrowable(
                    handle((value, failure) -> failure).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            return status.getCode() + ": " + status.getDescription();
        }
    }

    @FunctionalInterface
    private interface Call {
        void run();
    }

    private static String failureOf(Call call) {
        try {
            call.run();
            return "none";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** What one server let the contenders see. */
    private static final class Scenario {

        private final LockGrpc.LockBlockingStub locks;
        private final LockGrpc.LockStub locksLater;
        private final ElectionGrpc.ElectionBlockingStub elections;
        private final ElectionGrpc.ElectionStub electionsLater;
        private final KVGrpc.KVBlockingStub keys;
        private final LeaseGrpc.LeaseBlockingStub leases;
        private final List<String> seen = new ArrayList<>();

        Scenario(Channel channel) {
            locks = LockGrpc.newBlockingStub(channel);
            locksLater = LockGrpc.newStub(channel);
            elections = ElectionGrpc.newBlockingStub(channel);
            electionsLater = ElectionGrpc.newStub(channel);
            keys = KVGrpc.newBlockingStub(channel);
            leases = LeaseGrpc.newBlockingStub(channel);
        }

        private void grant(long id) {
            leases.leaseGrant(
                    LeaseGrantRequest.newBuilder().setID(id).setTTL(600).build());
        }

        private List<String> keysBelow(String prefix) {
            return keys
                    .range(RangeRequest.newBuilder()
                            .setKey(bytes(prefix + "/"))
                            .setRangeEnd(bytes(prefix + "0"))
                            .build())
                    .getKvsList()
                    .stream()
                    .map(kv -> kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8())
                    .toList();
        }

        private void awaitKeys(String prefix, int count) {
            await().atMost(PATIENCE).until(() -> keysBelow(prefix).size() == count);
        }

        private Answer<LockResponse> lock(String name, long lease) {
            var answer = new Answer<LockResponse>();
            locksLater.lock(
                    LockRequest.newBuilder()
                            .setName(bytes(name))
                            .setLease(lease)
                            .build(),
                    answer);
            return answer;
        }

        private void see(String what, Object value) {
            seen.add(what + ": " + value);
        }

        List<String> locks() throws Exception {
            for (long lease : new long[] {FIRST, SECOND, THIRD}) {
                grant(lease);
            }
            var first = lock("l", FIRST).within();
            see("the first gets it", first.getKey().toStringUtf8());
            see(
                    "and again with the same lease",
                    lock("l", FIRST).within().getKey().toStringUtf8());
            var second = lock("l", SECOND);
            awaitKeys("l", 2);
            see("the second waits", keysBelow("l") + " " + second.isDone());

            var cancelled = Context.current().withCancellation();
            cancelled.run(() -> lock("l", THIRD));
            awaitKeys("l", 3);
            cancelled.cancel(null);
            awaitKeys("l", 2);
            see("who gives up leaves no key", keysBelow("l") + " " + second.isDone());

            locks.unlock(UnlockRequest.newBuilder().setKey(first.getKey()).build());
            see("the second gets it", second.within().getKey().toStringUtf8());

            var third = lock("l", THIRD);
            awaitKeys("l", 2);
            leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(THIRD).build());
            locks.unlock(
                    UnlockRequest.newBuilder().setKey(second.within().getKey()).build());
            see("whose lease ends while he waits", third.failure());

            see("an unknown lease", lock("l", UNKNOWN).failure());
            see("unlock without a key", failureOf(() -> locks.unlock(UnlockRequest.getDefaultInstance())));
            see(
                    "unlock what is not locked",
                    failureOf(() -> locks.unlock(
                            UnlockRequest.newBuilder().setKey(bytes("l/1")).build())));
            see("nothing is left", keysBelow("l"));
            withoutLease();
            return seen;
        }

        private void withoutLease() throws Exception {
            var key = lock("own", 0).within().getKey();
            var record =
                    keys.range(RangeRequest.newBuilder().setKey(key).build()).getKvs(0);
            see(
                    "its key is named by its lease",
                    key.toStringUtf8().equals("own/" + Long.toHexString(record.getLease())));
            var lease = leases.leaseTimeToLive(
                    LeaseTimeToLiveRequest.newBuilder().setID(record.getLease()).build());
            see("a lease of its own", lease.getGrantedTTL());
            leases.leaseRevoke(
                    LeaseRevokeRequest.newBuilder().setID(record.getLease()).build());
            see("ends with it", keysBelow("own"));
        }

        private Answer<CampaignResponse> campaign(long lease, String value) {
            var answer = new Answer<CampaignResponse>();
            electionsLater.campaign(
                    CampaignRequest.newBuilder()
                            .setName(bytes("e"))
                            .setLease(lease)
                            .setValue(bytes(value))
                            .build(),
                    answer);
            return answer;
        }

        private String leader() {
            var request = LeaderRequest.newBuilder().setName(bytes("e")).build();
            try {
                var kv = elections.leader(request).getKv();
                return kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8();
            } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
            }
        }

        private void proclaim(LeaderKey leader, String value) {
            elections.proclaim(ProclaimRequest.newBuilder()
                    .setLeader(leader)
                    .setValue(bytes(value))
                    .build());
        }

        private void resign(LeaderKey leader) {
            elections.resign(ResignRequest.newBuilder().setLeader(leader).build());
        }

        List<String> elections() throws Exception {
            grant(FIRST);
            grant(SECOND);
            grant(THIRD);
            see("nobody leads", leader());
            var observed = new LinkedBlockingQueue<String>();
            var observing = Context.current().withCancellation();
            observing.run(() -> electionsLater.observe(
                    LeaderRequest.newBuilder().setName(bytes("e")).build(), new Observer(observed)));

            var first = campaign(FIRST, "one").within().getLeader();
            see(
                    "elected",
                    first.getName().toStringUtf8() + " " + first.getKey().toStringUtf8() + " " + first.getLease());
            see("observed", next(observed));
            see("leads", leader());
            var second = campaign(SECOND, "two");
            awaitKeys("e", 2);
            proclaim(first, "uno");
            see("observed", next(observed));
            see("leads", leader() + " " + second.isDone());
            see("again, same value", campaign(FIRST, "uno").within().getLeader().getRev() == first.getRev());
            see(
                    "again, other value",
                    campaign(FIRST, "eins").within().getLeader().getRev() == first.getRev());
            see("observed", next(observed));

            var cancelled = Context.current().withCancellation();
            cancelled.run(() -> campaign(THIRD, "three"));
            awaitKeys("e", 3);
            cancelled.cancel(null);
            awaitKeys("e", 2);
            see("who gives up leaves no key", keysBelow("e"));

            resign(first);
            var elected = second.within().getLeader();
            see("elected", elected.getKey().toStringUtf8());
            see("observed", next(observed));
            see("leads", leader());
            see("who resigned proclaims", failureOf(() -> proclaim(first, "x")));
            see("who resigned resigns", failureOf(() -> resign(first)));
            leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(SECOND).build());
            see("nobody leads", leader());
            var third = campaign(THIRD, "three").within().getLeader();
            see("observed", next(observed));
            see("leads", third.getKey().toStringUtf8());
            observing.cancel(null);

            see("no leader given", failureOf(() -> elections.proclaim(ProclaimRequest.getDefaultInstance())));
            see("no leader given", failureOf(() -> elections.resign(ResignRequest.getDefaultInstance())));
            see("an unknown lease", campaign(UNKNOWN, "x").failure());
            return seen;
        }

        private static String next(BlockingQueue<String> observed) throws InterruptedException {
            return String.valueOf(observed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private record Observer(BlockingQueue<String> observed) implements StreamObserver<LeaderResponse> {
        @Override
        public void onNext(LeaderResponse response) {
            var kv = response.getKv();
            observed.add(kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8() + " at its revision: "
                    + (response.getHeader().getRevision() == kv.getModRevision()));
        }

        @Override
        public void onError(Throwable failure) {
            observed.add(Status.fromThrowable(failure).getCode().name());
        }

        @Override
        public void onCompleted() {
            observed.add("completed");
        }
    }

    private static ManagedChannel connect(String endpoint) {
        return NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    }

    private static List<String> scenario(String endpoint) throws Exception {
        var channel = connect(endpoint);
        try {
            var seen = new ArrayList<>(new Scenario(channel).elections());
            for (long lease : new long[] {FIRST, THIRD}) {
                LeaseGrpc.newBlockingStub(channel)
                        .leaseRevoke(
                                LeaseRevokeRequest.newBuilder().setID(lease).build());
            }
            seen.addAll(new Scenario(channel).locks());
            return seen;
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void contendersSeeTheSame(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 3)) {
            assertThat(scenario(cluster.endpoint(cluster.aFollower()))).isEqualTo(scenario(etcd.endpoint()));
        }
    }

    @Test
    void aHundredContendersHoldTheLockOneAfterTheOtherWhicheverMemberTheyAsk(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var channels = cluster.names().stream()
                    .map(name -> connect(cluster.endpoint(name)))
                    .toList();
            var inside = new CopyOnWriteArrayList<String>();
            var overlaps = new CopyOnWriteArrayList<String>();
            var done = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 100; i++) {
                var channel = channels.get(i % channels.size());
                var lease = LeaseGrpc.newBlockingStub(channel)
                        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build())
                        .getID();
                var locked = new Answer<LockResponse>();
                LockGrpc.newStub(channel)
                        .lock(
                                LockRequest.newBuilder()
                                        .setName(bytes("busy"))
                                        .setLease(lease)
                                        .build(),
                                locked);
                done.add(locked.thenCompose(held -> {
                    inside.add(held.getKey().toStringUtf8());
                    if (inside.size() > 1) {
                        overlaps.add(inside.toString());
                    }
                    inside.remove(held.getKey().toStringUtf8());
                    var unlocked = new Answer<io.jukung.proto.etcd.lock.UnlockResponse>();
                    LockGrpc.newStub(channel)
                            .unlock(
                                    UnlockRequest.newBuilder()
                                            .setKey(held.getKey())
                                            .build(),
                                    unlocked);
                    return unlocked;
                }));
            }
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(overlaps).isEmpty();
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    @Test
    void etcdctlQueuesUpWithTheServices(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = new Etcdctl(cluster.endpoints());
            assertThat(etcdctl.ok("lock", "tool", "echo", "held")).isEqualTo("held");
            var channel = connect(cluster.endpoint("m1"));
            var scenario = new Scenario(channel);
            scenario.grant(FIRST);
            var held = scenario.lock("tool", FIRST).within();
            var waiting = etcdctl.start("lock", "tool", "echo", "after");
            scenario.awaitKeys("tool", 2);
            scenario.locks.unlock(
                    UnlockRequest.newBuilder().setKey(held.getKey()).build());
            assertThat(new String(waiting.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("after\n");
            assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
            channel.shutdownNow();
        }
    }
}
