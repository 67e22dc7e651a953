package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;

import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Txn: what is refused, in which order things happen, and what a failure leaves. */
final class TxnChecks {

    private static final String TOPIC = "txn";

    private TxnChecks() {}

    private static Compare exists(String key) {
        return Compare.newBuilder()
                .setKey(Server.key(key))
                .setTarget(Compare.CompareTarget.VERSION)
                .setResult(Compare.CompareResult.GREATER)
                .setVersion(0)
                .build();
    }

    private static RequestOp[] puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> op(put("k%03d".formatted(i), "")))
                .toArray(RequestOp[]::new);
    }

    private static List<RequestOp> ranges(int count) {
        return Collections.nCopies(count, op(range("a")));
    }

    /** Many answers: noted is only whether there is one. */
    private static void askBriefly(Server server, String what, TxnRequest request) {
        try {
            server.quietly(request);
            server.note(what + " -> answered");
        } catch (io.grpc.StatusRuntimeException e) {
            server.noteFailure(what, e.getStatus());
        }
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "the branch taken answers, the other leaves no trace", server -> {
                    server.given("a=1");
                    server.ask(txn(List.of(exists("a")), List.of(op(put("then", "1"))), List.of(op(put("else", "1")))));
                    server.ask(txn(List.of(exists("b")), List.of(op(put("then", "2"))), List.of(op(put("else", "2")))));
                    server.ask(txn(List.of(exists("b")), List.of(op(put("then", "3"))), List.of()));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "an empty txn", server -> {
                    server.ask(txn());
                    server.ask(txn(List.of(exists("a")), List.of(), List.of()));
                }),
                new Check(TOPIC, "answers come in the order of the operations, with bare headers", server -> {
                    server.given("a=1", "b=1");
                    server.ask(txn(
                            op(range("a")),
                            op(put("a", "2").toBuilder().setPrevKv(true).build()),
                            op(delete("b").toBuilder().setPrevKv(true).build()),
                            op(txn(op(range("a")), op(put("c", "1"))))));
                }),
                new Check(TOPIC, "a range sees what the txn did before it", server -> {
                    server.given("a=1");
                    server.ask(txn(
                            op(range("a", "z")),
                            op(put("a", "2")),
                            op(range("a", "z")),
                            op(put("b", "1")),
                            op(range("a", "z").toBuilder()
                                    .setSortTarget(SortTarget.VALUE)
                                    .setLimit(1)
                                    .build()),
                            op(range("a", "z").toBuilder().setCountOnly(true).build())));
                    server.ask(txn(op(delete("a")), op(range("a", "z")), op(delete("a", "z")), op(range("a", "z"))));
                }),
                new Check(TOPIC, "a range at an old revision, and at the one being made", server -> {
                    server.given("a=1", "a=2");
                    server.ask(txn(
                            op(put("a", "3")),
                            op(range("a").toBuilder()
                                    .setRevision(server.base() + 1)
                                    .build()),
                            op(range("a").toBuilder()
                                    .setRevision(server.base() + 2)
                                    .build())));
                    server.ask(txn(
                            op(put("a", "4")),
                            op(range("a").toBuilder()
                                    .setRevision(server.base() + 4)
                                    .build())));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "compares see the state before, nested ones too", server -> {
                    server.ask(txn(
                            op(put("a", "1")),
                            op(txn(
                                    List.of(exists("a")),
                                    List.of(op(put("then", "1"))),
                                    List.of(op(put("else", "1")))))));
                    server.ask(txn(
                            op(delete("a")),
                            op(txn(
                                    List.of(exists("a")),
                                    List.of(op(put("then", "1"))),
                                    List.of(op(put("else", "1")))))));
                }),
                new Check(TOPIC, "nested three deep", server -> {
                    server.given("a=1");
                    server.ask(txn(
                            List.of(exists("a")),
                            List.of(op(txn(
                                    List.of(exists("b")),
                                    List.of(),
                                    List.of(op(txn(op(put("c", "1")), op(range("c")))), op(range("a", "z")))))),
                            List.of()));
                }),
                new Check(TOPIC, "an operation without a request is refused", server -> {
                    server.ask(txn(RequestOp.getDefaultInstance()));
                    server.ask(txn(List.of(), List.of(), List.of(RequestOp.getDefaultInstance())));
                    server.ask(txn(op(txn(RequestOp.getDefaultInstance()))));
                }),
                new Check(TOPIC, "the same key put twice is refused", server -> {
                    server.ask(txn(op(put("a", "1")), op(put("a", "2"))));
                    server.ask(txn(List.of(exists("a")), List.of(), List.of(op(put("a", "1")), op(put("a", "2")))));
                    server.ask(txn(op(put("a", "1")), op(txn(op(put("a", "2"))))));
                    server.ask(txn(op(txn(op(put("a", "1")))), op(txn(op(put("a", "2"))))));
                    server.ask(txn(op(txn(op(put("a", "1")))), op(put("a", "2"))));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a put inside a deleted range is refused", server -> {
                    server.ask(txn(op(delete("a", "c")), op(put("b", "1"))));
                    server.ask(txn(op(put("b", "1")), op(delete("a", "c"))));
                    server.ask(txn(op(put("b", "1")), op(delete("b"))));
                    server.ask(txn(op(delete("a", "c")), op(txn(op(put("b", "1"))))));
                    server.ask(txn(op(txn(op(delete("a", "c")))), op(put("b", "1"))));
                    server.ask(txn(op(txn(op(delete("a", "c")))), op(txn(op(put("b", "1"))))));
                    server.ask(txn(op(put("b", "1")), op(txn(op(delete("a", "c"))))));
                    server.ask(txn(op(delete("a", "b")), op(put("b", "1"))));
                }),
                new Check(TOPIC, "branches that exclude each other may put the same key", server -> {
                    server.ask(txn(List.of(), List.of(op(put("a", "1"))), List.of(op(put("a", "2")))));
                    server.ask(txn(op(txn(List.of(), List.of(op(put("a", "1"))), List.of(op(put("a", "2")))))));
                    server.ask(txn(op(txn(List.of(), List.of(op(put("a", "1"))), List.of(op(delete("a")))))));
                }),
                new Check(TOPIC, "deletes may overlap, and ranges may follow", server -> {
                    server.given("a", "b", "c");
                    server.ask(txn(op(delete("a", "c")), op(delete("b", "z")), op(range("a", "z"))));
                }),
                new Check(TOPIC, "what an operation alone would be refused for", server -> {
                    server.given("a=1");
                    server.ask(txn(op(put("", "1"))));
                    server.ask(txn(op(range(""))));
                    server.ask(txn(op(delete(""))));
                    server.ask(txn(
                            op(put("a", "1").toBuilder().setIgnoreValue(true).build())));
                    server.ask(txn(
                            op(put("a", "1", 5).toBuilder().setIgnoreLease(true).build())));
                    server.ask(txn(List.of(exists("")), List.of(), List.of()));
                    server.ask(txn(op(txn(op(put("", "1"))))));
                    server.ask(txn(op(txn(List.of(exists("")), List.of(), List.of()))));
                    server.ask(txn(List.of(), List.of(), List.of(op(range("")))));
                }),
                new Check(TOPIC, "what fails at the state leaves no trace", server -> {
                    server.given("a=1");
                    server.ask(txn(op(put("b", "1")), op(put("a", "2", 4711))));
                    server.ask(txn(
                            op(put("b", "1")),
                            op(put("missing", "").toBuilder()
                                    .setIgnoreValue(true)
                                    .build())));
                    server.ask(txn(
                            op(put("b", "1")),
                            op(put("missing", "1").toBuilder()
                                    .setIgnoreLease(true)
                                    .build())));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a put may not lean on a put before it", server -> {
                    server.ask(txn(
                            op(put("b", "1")),
                            op(txn(op(range("b")))),
                            op(put("c", "").toBuilder().setIgnoreValue(true).build())));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "what would fail in the branch not taken does not matter", server -> {
                    server.given("a=1");
                    server.ask(txn(List.of(exists("a")), List.of(op(put("b", "1"))), List.of(op(put("c", "1", 4711)))));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a range at a compacted revision fails the txn before it writes", server -> {
                    server.given("a=1", "a=2", "a=3");
                    server.quietly(server.compaction(2));
                    var compacted = op(range("a").toBuilder()
                            .setRevision(server.base() + 1)
                            .build());
                    server.ask(txn(op(put("b", "1")), compacted));
                    server.ask(txn(compacted, op(put("b", "1"))));
                    server.ask(txn(op(put("b", "1")), op(txn(compacted))));
                    server.ask(txn(compacted));
                    server.ask(txn(List.of(exists("a")), List.of(op(put("c", "1"))), List.of(compacted)));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a range at a future revision fails the txn before it writes", server -> {
                    server.given("a=1");
                    var future = op(range("a").toBuilder()
                            .setRevision(server.base() + 100)
                            .build());
                    server.ask(txn(op(put("b", "1")), future));
                    server.ask(txn(op(put("b", "1")), op(txn(future))));
                    server.ask(txn(future));
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a txn that only reads, serializable or not", server -> {
                    server.given("a=1", "a=2");
                    var local = op(range("a").toBuilder().setSerializable(true).build());
                    server.ask(txn(local, op(range("a"))));
                    server.ask(txn(local, local));
                    server.ask(txn(
                            List.of(exists("a")),
                            List.of(op(range("a").toBuilder()
                                    .setRevision(server.base() + 1)
                                    .build())),
                            List.of()));
                }),
                new Check(TOPIC, "at most 128 operations and compares", server -> {
                    askBriefly(server, "128 puts", txn(puts(128)));
                    askBriefly(server, "129 puts", txn(puts(129)));
                    askBriefly(server, "128 ranges else", txn(List.of(), List.of(), ranges(128)));
                    askBriefly(server, "129 ranges else", txn(List.of(), List.of(), ranges(129)));
                    var compares = Collections.nCopies(128, exists("a"));
                    askBriefly(server, "128 of each", txn(compares, List.of(puts(128)), ranges(128)));
                    askBriefly(
                            server, "129 compares", txn(Collections.nCopies(129, exists("a")), List.of(), List.of()));
                }),
                new Check(TOPIC, "nested ones take from their parent's 128", server -> {
                    var one = op(txn(List.of(), ranges(1), List.of()));
                    for (int inner : new int[] {126, 127, 128, 129}) {
                        askBriefly(server, inner + " in 1", txn(op(txn(List.of(), ranges(inner), List.of()))));
                        askBriefly(
                                server,
                                inner + " compares in 1",
                                txn(op(txn(Collections.nCopies(inner, exists("a")), List.of(), List.of()))));
                        askBriefly(
                                server,
                                inner + " in 1 in 1",
                                txn(op(txn(op(txn(List.of(), ranges(inner - 1), List.of()))))));
                    }
                    askBriefly(server, "1 in 127", txn(List.of(), Collections.nCopies(127, one), List.of()));
                    askBriefly(server, "1 in 128", txn(List.of(), Collections.nCopies(128, one), List.of()));
                }));
    }
}
