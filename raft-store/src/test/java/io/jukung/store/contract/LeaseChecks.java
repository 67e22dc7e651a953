package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseLeasesResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseStatus;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lease: its time, its keys and its end. */
final class LeaseChecks {

    private static final String TOPIC = "lease";

    private LeaseChecks() {}

    private static LeaseGrantRequest grant(long id, long seconds) {
        return LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build();
    }

    private static LeaseRevokeRequest revoke(long id) {
        return LeaseRevokeRequest.newBuilder().setID(id).build();
    }

    private static LeaseTimeToLiveRequest timeToLive(long id) {
        return LeaseTimeToLiveRequest.newBuilder().setID(id).build();
    }

    private static LeaseTimeToLiveRequest keys(long id) {
        return LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build();
    }

    /** On one stream, each as the one before is answered; at the end it is completed. */
    private static void keepAlive(Server server, long... ids) throws InterruptedException {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        var requests = LeaseGrpc.newStub(server.channel()).leaseKeepAlive(new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveResponse response) {
                answers.add(response);
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                answers.add(Status.OK);
            }
        });
        for (long id : ids) {
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
            server.note("LeaseKeepAlive " + id + " -> " + text(server, answers));
        }
        requests.onCompleted();
        server.note("LeaseKeepAlive completed -> " + text(server, answers));
    }

    private static String text(Server server, BlockingQueue<Object> answers) throws InterruptedException {
        return switch (answers.poll(Server.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            case LeaseKeepAliveResponse response -> Notes.text(response, server.base());
            case Status status -> Notes.text(status);
            case null, default -> throw new AssertionError("no answer");
        };
    }

    /** In the order of their numbers: the API promises none. */
    private static void list(Server server) {
        var response = (LeaseLeasesResponse) server.quietly(LeaseLeasesRequest.getDefaultInstance());
        server.note("LeaseLeases -> "
                + Notes.text(response.toBuilder().clearLeases().build(), server.base()) + " "
                + response.getLeasesList().stream()
                        .map(LeaseStatus::getID)
                        .sorted()
                        .toList());
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "an id is picked if none is given, and is positive", server -> {
                    var response = (LeaseGrantResponse) server.quietly(grant(0, 600));
                    server.note("positive: " + (response.getID() > 0));
                    server.note(Notes.text(response.toBuilder().clearID().build(), server.base()));
                }),
                new Check(TOPIC, "an id of the client's choice", server -> {
                    server.given("a");
                    server.ask(grant(1, 600));
                    server.ask(grant(Long.MAX_VALUE, 600));
                    server.ask(grant(-5, 600));
                    list(server);
                    server.ask(timeToLive(-5));
                    server.ask(put("a", "1", -5));
                    server.ask(revoke(-5));
                    list(server);
                }),
                new Check(TOPIC, "an id in use is refused, one that was revoked is free", server -> {
                    server.ask(grant(1, 600));
                    server.ask(grant(1, 700));
                    server.ask(timeToLive(1));
                    server.ask(revoke(1));
                    server.ask(grant(1, 700));
                }),
                new Check(TOPIC, "a time too short is raised to the least", server -> {
                    server.ask(grant(1, 1));
                    server.ask(grant(2, 0));
                    server.ask(grant(3, -4711));
                    server.ask(grant(4, 2));
                    server.ask(grant(5, 3));
                }),
                new Check(TOPIC, "a time too long is refused", server -> {
                    server.ask(grant(1, 9_000_000_000L));
                    server.ask(grant(2, 9_000_000_001L));
                    server.ask(grant(3, Long.MAX_VALUE));
                    list(server);
                }),
                new Check(TOPIC, "keep alive answers the lease's time, 0 for one unknown", server -> {
                    server.given("a");
                    server.quietly(grant(1, 600));
                    server.quietly(grant(2, 1));
                    keepAlive(server, 1, 2, 4711, 1, 0, -1);
                }),
                new Check(TOPIC, "keep alive with nothing", LeaseChecks::keepAlive),
                new Check(TOPIC, "revoke of one unknown is refused", server -> {
                    server.ask(revoke(4711));
                    server.ask(revoke(0));
                    server.ask(grant(1, 600));
                    server.ask(revoke(1));
                    server.ask(revoke(1));
                }),
                new Check(TOPIC, "revoke deletes the keys in their order at one revision", server -> {
                    server.quietly(grant(1, 600));
                    server.quietly(put("c", "1", 1));
                    server.quietly(put("a", "2", 1));
                    server.quietly(put("b", "3", 1));
                    server.given("other");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        server.ask(revoke(1));
                        watch.next();
                    }
                    server.ask(range("a", "z"));
                    server.ask(timeToLive(1));
                }),
                new Check(TOPIC, "time to live, with keys and without", server -> {
                    server.quietly(grant(1, 600));
                    server.ask(timeToLive(1));
                    server.ask(keys(1));
                    server.quietly(put("b", "1", 1));
                    server.quietly(put("a", "1", 1));
                    server.ask(timeToLive(1));
                    var keys = (io.jukung.proto.etcd.LeaseTimeToLiveResponse) server.quietly(keys(1));
                    server.note("keys in any order: "
                            + keys.getKeysList().stream()
                                    .map(com.google.protobuf.ByteString::toStringUtf8)
                                    .sorted()
                                    .toList());
                }),
                new Check(TOPIC, "time to live of one unknown is -1", server -> {
                    server.ask(timeToLive(4711));
                    server.ask(keys(4711));
                    server.ask(timeToLive(0));
                }),
                new Check(TOPIC, "all leases are listed", server -> {
                    list(server);
                    server.quietly(grant(3, 600));
                    server.quietly(grant(1, 600));
                    server.quietly(grant(2, 600));
                    server.given("a");
                    list(server);
                    server.quietly(revoke(1));
                    list(server);
                }),
                new Check(TOPIC, "a key moves to the lease of its last put", server -> {
                    server.quietly(grant(1, 600));
                    server.quietly(grant(2, 600));
                    server.ask(put("a", "1", 1));
                    server.ask(put("a", "2", 2));
                    server.ask(keys(1));
                    server.ask(keys(2));
                    server.ask(revoke(1));
                    server.ask(range("a"));
                    server.ask(put("a", "3"));
                    server.ask(keys(2));
                    server.ask(revoke(2));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a delete takes the key off its lease", server -> {
                    server.quietly(grant(1, 600));
                    server.quietly(put("a", "1", 1));
                    server.quietly(delete("a"));
                    server.ask(keys(1));
                    server.given("a=2");
                    server.ask(revoke(1));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a lease in a txn", server -> {
                    server.quietly(grant(1, 600));
                    server.ask(txn(op(put("a", "1", 1)), op(put("b", "1", 1)), op(range("a", "z"))));
                    server.ask(revoke(1));
                    server.ask(txn(op(put("c", "1")), op(put("d", "1", 1))));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "an end by time deletes the keys as a revoke does", server -> {
                    server.quietly(grant(1, 1));
                    server.quietly(put("b", "1", 1));
                    server.quietly(put("a", "2", 1));
                    server.given("other");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        watch.next();
                    }
                    server.ask(timeToLive(1));
                    server.ask(range("a", "z"));
                    server.ask(put("c", "1", 1));
                    keepAlive(server, 1);
                    server.ask(grant(1, 600));
                }));
    }
}
