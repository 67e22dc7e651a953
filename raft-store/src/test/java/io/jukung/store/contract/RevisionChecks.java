package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;

import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import java.util.List;

/** Which requests make a revision, and what the records say of it. */
final class RevisionChecks {

    private static final String TOPIC = "revisions";

    private RevisionChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        TOPIC,
                        "a fresh store is at revision 1, the first write makes 2",
                        server -> server.noteAll(server.opening())),
                new Check(TOPIC, "a put makes a revision, even of the same value", server -> {
                    server.ask(put("a", "1"));
                    server.ask(put("a", "1"));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a delete makes one revision for all its keys", server -> {
                    server.given("a1", "a2", "a3", "b");
                    server.ask(delete("a", "b"));
                    server.ask(range("b"));
                }),
                new Check(TOPIC, "a delete of nothing makes none", server -> {
                    server.ask(delete("a"));
                    server.ask(delete("a", "b"));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a generation counts its versions from 1", server -> {
                    server.given("a=1", "a=2", "a=3");
                    server.ask(range("a"));
                    server.ask(delete("a"));
                    server.ask(range("a"));
                    server.ask(put("a", "4"));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a txn makes one revision for all its changes", server -> {
                    server.given("d");
                    server.ask(txn(op(put("a", "1")), op(put("b", "1")), op(delete("d"))));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a txn that changes nothing makes none", server -> {
                    server.given("a");
                    server.ask(txn());
                    server.ask(txn(op(range("a"))));
                    server.ask(txn(op(delete("missing"))));
                    server.ask(txn(op(txn(op(delete("missing")), op(range("a"))))));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a txn that puts and deletes the put makes one", server -> {
                    server.ask(txn(op(delete("a")), op(txn(op(range("a")))), op(put("b", "1"))));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a request that fails makes none", server -> {
                    server.given("a");
                    server.ask(put("", "1"));
                    server.ask(put("a", "1", 4711));
                    server.ask(
                            put("missing", "").toBuilder().setIgnoreValue(true).build());
                    server.ask(txn(op(put("b", "1")), op(put("a", "1", 4711))));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a lease makes none, its end makes one if it has keys", server -> {
                    server.ask(
                            LeaseGrantRequest.newBuilder().setID(1).setTTL(600).build());
                    server.ask(
                            LeaseGrantRequest.newBuilder().setID(2).setTTL(600).build());
                    server.ask(put("b", "1", 2));
                    server.ask(put("a", "1", 2));
                    server.ask(LeaseRevokeRequest.newBuilder().setID(1).build());
                    server.ask(LeaseRevokeRequest.newBuilder().setID(2).build());
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a compaction makes none", server -> {
                    server.given("a", "a");
                    server.ask(server.compaction(1));
                    server.ask(range("a"));
                }));
    }
}
