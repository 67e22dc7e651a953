package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.Event.EventType;
import io.jukung.store.backup.HashKv;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RequestRules;
import io.jukung.store.server.EtcdError;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same random requests to a real etcd and to our state machine: every answer and all of history must be the same. */
@Needs(tools = "etcd")
class EtcdDifferentialIT {

    private static final int REQUESTS = 4000;
    private static final int MAX_OPS = 128;

    @TempDir
    private Path folder;

    private Process etcd;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;
    private LeaseGrpc.LeaseBlockingStub leases;

    @BeforeEach
    void startEtcd() throws IOException {
        int port = FreePorts.next();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + FreePorts.next();
        etcd = new ProcessBuilder(
                        RealTools.get("etcd").toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--name=only",
                        "--unsafe-no-fsync",
                        "--log-level=error",
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=only=" + peer)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        kv = KVGrpc.newBlockingStub(channel);
        leases = LeaseGrpc.newBlockingStub(channel);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(kv.range(Requests.range("a")).getCount()).isZero());
    }

    @AfterEach
    void stopEtcd() throws InterruptedException {
        channel.shutdownNow();
        etcd.destroyForcibly().waitFor();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyAnswerIsTheSame(long seed) throws InterruptedException, RejectedException {
        Member member = new Member();
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < REQUESTS; i++) {
            Message request = requests.next(member.state().revision());
            if (request instanceof TxnRequest txn && RandomRequests.mayCrashEtcd(txn)) {
                continue;
            }
            String ours = askUs(member, request);
            String theirs = askEtcd(request);
            assertThat(ours)
                    .as(
                            "request %d of seed %d: %s %s",
                            i, seed, request.getClass().getSimpleName(), request)
                    .isEqualTo(theirs);
            if (i % 100 == 0) {
                assertThat(ourHistory(member))
                        .as("history after request %d of seed %d", i, seed)
                        .isEqualTo(etcdHistory(member));
                member.cleanUp();
                compareHashes(member);
            }
        }
    }

    private void compareHashes(Member member) {
        RangeRequest living = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("\0"))
                .setRangeEnd(ByteString.copyFromUtf8("\0"))
                .setCountOnly(true)
                .build();
        long newest = member.state().revision();
        // For the compact revision itself etcd has kept a hash from before that compaction.
        for (long revision = Math.max(0, member.state().compactRevision()) + 1; revision <= newest; revision += 3) {
            long at = revision;
            HashKVRequest request =
                    HashKVRequest.newBuilder().setRevision(revision).build();
            try {
                if (member.range(living.toBuilder().setRevision(at).build()).getCount() == 0) {
                    // Then etcd's depends on what its compaction has removed so far.
                    continue;
                }
                HashKv ours = member.hashKv(at);
                HashKVResponse theirs = MaintenanceGrpc.newBlockingStub(channel).hashKV(request);
                assertThat(List.of(ours.hash(), ours.compactRevision(), at))
                        .as("hash up to revision %d of %d", at, newest)
                        .isEqualTo(List.of(theirs.getHash(), theirs.getCompactRevision(), at));
            } catch (RejectedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What a watch from the compact revision on is sent, with the records before. */
    private static List<Event> ourHistory(Member member) throws RejectedException {
        History history = member.state().history();
        List<Event> events = new ArrayList<>();
        for (var revision : history.read(history.compactRevision(), key -> true, Integer.MAX_VALUE, Long.MAX_VALUE)
                .changes()) {
            for (Change change : revision.changes()) {
                Event.Builder event = Event.newBuilder()
                        .setType(change.deletion() ? EventType.DELETE : EventType.PUT)
                        .setKv(change.record());
                Optional.ofNullable(history.previous(change)).ifPresent(event::setPrevKv);
                events.add(event.build());
            }
        }
        return events;
    }

    private List<Event> etcdHistory(Member member) throws InterruptedException {
        long from = Math.max(1, member.state().compactRevision());
        if (member.state().revision() == 1) {
            return List.of();
        }
        var responses = new LinkedBlockingQueue<WatchResponse>();
        var watch = WatchGrpc.newStub(channel).watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchResponse response) {
                responses.add(response);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        });
        watch.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(Requests.bytes("\0"))
                        .setRangeEnd(Requests.bytes("\0"))
                        .setStartRevision(from)
                        .setPrevKv(true))
                .build());
        List<Event> events = new ArrayList<>();
        while (events.isEmpty()
                || events.getLast().getKv().getModRevision() < member.state().revision()) {
            WatchResponse response = responses.poll(30, TimeUnit.SECONDS);
            assertThat(response).as("etcd's watch, after %s", events).isNotNull();
            events.addAll(response.getEventsList());
        }
        watch.onCompleted();
        return events;
    }

    private String askEtcd(Message request) {
        try {
            Message response = switch (request) {
                case PutRequest put -> kv.put(put);
                case DeleteRangeRequest delete -> kv.deleteRange(delete);
                case RangeRequest range -> kv.range(range);
                case TxnRequest txn -> kv.txn(txn);
                case CompactionRequest compact -> kv.compact(compact);
                case LeaseGrantRequest grant -> leases.leaseGrant(grant);
                case LeaseRevokeRequest revoke -> leases.leaseRevoke(revoke);
                default -> throw new IllegalArgumentException("no such request");
            };
            return withoutMember(response).toString();
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription());
        }
    }

    private static String askUs(Member member, Message request) {
        try {
            Message response = switch (request) {
                case PutRequest put -> {
                    RequestRules.check(put);
                    yield member.put(put);
                }
                case DeleteRangeRequest delete -> {
                    RequestRules.check(delete);
                    yield member.delete(delete);
                }
                case RangeRequest range -> {
                    RequestRules.check(range);
                    yield member.range(range);
                }
                case TxnRequest txn -> {
                    RequestRules.check(txn, MAX_OPS);
                    yield RequestRules.isReadOnly(txn) ? member.state().reads().readOnlyTxn(txn) : member.txn(txn);
                }
                case CompactionRequest compact -> member.compact(compact.getRevision());
                case LeaseGrantRequest grant -> member.grant(grant.getID(), grant.getTTL());
                case LeaseRevokeRequest revoke -> member.revoke(revoke.getID());
                default -> throw new IllegalArgumentException("no such request");
            };
            return withoutMember(response).toString();
        } catch (RejectedException e) {
            return text(e.reason());
        }
    }

    private static String text(Rejection reason) {
        return String.valueOf(EtcdError.of(reason).status().getDescription());
    }

    /** The response without what only a member can know: cluster, member and term in its header. */
    private static Message withoutMember(Message response) {
        FieldDescriptor field = response.getDescriptorForType().findFieldByName("header");
        ResponseHeader header = (ResponseHeader) response.getField(field);
        return response.toBuilder()
                .setField(
                        field,
                        ResponseHeader.newBuilder()
                                .setRevision(header.getRevision())
                                .build())
                .build();
    }
}
