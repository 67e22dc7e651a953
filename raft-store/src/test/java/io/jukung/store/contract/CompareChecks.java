package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.txn;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.Compare.CompareResult;
import io.jukung.proto.etcd.Compare.CompareTarget;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.TxnResponse;
import java.util.List;

/** Compares of a Txn: every target by every result, of keys that are there, missing, and many. */
final class CompareChecks {

    private static final String TOPIC = "compare";
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
    private static final List<CompareResult> RESULTS =
            List.of(CompareResult.EQUAL, CompareResult.GREATER, CompareResult.LESS, CompareResult.NOT_EQUAL);

    private CompareChecks() {}

    private static Compare.Builder of(String key) {
        return Compare.newBuilder().setKey(Server.key(key));
    }

    /** Notes for each result whether it holds. */
    private static void everyResult(Server server, Compare.Builder compare) {
        var text = new StringBuilder();
        for (var result : RESULTS) {
            var asked = txn(List.of(compare.setResult(result).build()), List.of(), List.of());
            var answer = (TxnResponse) server.quietly(asked);
            text.append(' ').append(result).append(':').append(answer.getSucceeded());
        }
        server.note(Notes.text(compare.clearResult().build(), server.base()) + " ->" + text);
    }

    /** Values around what the records have. */
    private static void everyTarget(Server server, Compare.Builder keys) {
        for (long version = 0; version <= 3; version++) {
            everyResult(server, keys.clone().setTarget(CompareTarget.VERSION).setVersion(version));
        }
        for (long after = 0; after <= 3; after++) {
            everyResult(server, keys.clone().setTarget(CompareTarget.CREATE).setCreateRevision(server.base() + after));
            everyResult(server, keys.clone().setTarget(CompareTarget.MOD).setModRevision(server.base() + after));
        }
        everyResult(server, keys.clone().setTarget(CompareTarget.CREATE).setCreateRevision(0));
        everyResult(server, keys.clone().setTarget(CompareTarget.MOD).setModRevision(0));
        for (var value : List.of("", "a", "b", "bb")) {
            everyResult(server, keys.clone().setTarget(CompareTarget.VALUE).setValue(Server.key(value)));
        }
        for (long lease = 0; lease <= 2; lease++) {
            everyResult(server, keys.clone().setTarget(CompareTarget.LEASE).setLease(lease));
        }
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "a key that is there", server -> {
                    server.quietly(
                            LeaseGrantRequest.newBuilder().setID(1).setTTL(600).build());
                    server.given("a=a");
                    server.quietly(put("a", "b", 1));
                    everyTarget(server, of("a"));
                }),
                new Check(
                        TOPIC,
                        "a missing key has zeros, and no value that any compare holds for",
                        server -> everyTarget(server, of("missing"))),
                new Check(TOPIC, "a deleted key is as one that never was", server -> {
                    server.given("a=a");
                    server.quietly(delete("a"));
                    everyTarget(server, of("a"));
                }),
                new Check(TOPIC, "of a range every key must satisfy", server -> {
                    server.given("a=b", "b=b", "b=b", "c=b");
                    everyTarget(server, of("a").setRangeEnd(Server.key("c")));
                }),
                new Check(TOPIC, "an empty range is as a missing key", server -> {
                    server.given("a=b");
                    everyTarget(server, of("b").setRangeEnd(Server.key("c")));
                }),
                new Check(TOPIC, "a range without end, and one that ends before it starts", server -> {
                    server.given("a=b", "b=b");
                    everyResult(
                            server,
                            of("a").setRangeEnd(ZERO)
                                    .setTarget(CompareTarget.VERSION)
                                    .setVersion(1));
                    everyResult(
                            server,
                            of("b").setRangeEnd(Server.key("a"))
                                    .setTarget(CompareTarget.VERSION)
                                    .setVersion(1));
                    everyResult(
                            server,
                            of("b").setRangeEnd(Server.key("a"))
                                    .setTarget(CompareTarget.VALUE)
                                    .setValue(Server.key("b")));
                }),
                new Check(TOPIC, "without a value to compare with it is zero or empty", server -> {
                    server.given("a=b");
                    for (var target : List.of(
                            CompareTarget.VERSION, CompareTarget.CREATE, CompareTarget.MOD, CompareTarget.LEASE)) {
                        everyResult(server, of("a").setTarget(target));
                        everyResult(server, of("missing").setTarget(target));
                    }
                }),
                new Check(TOPIC, "with a value of another target it is as without", server -> {
                    server.given("a=b");
                    everyResult(server, of("a").setTarget(CompareTarget.VERSION).setModRevision(1));
                    everyResult(server, of("a").setTarget(CompareTarget.MOD).setVersion(1));
                }),
                new Check(TOPIC, "all must hold", server -> {
                    server.given("a=b");
                    var holds = of("a").setTarget(CompareTarget.VERSION)
                            .setVersion(1)
                            .build();
                    var fails = of("a").setTarget(CompareTarget.VERSION)
                            .setVersion(2)
                            .build();
                    server.ask(txn(List.of(holds, holds), List.of(), List.of()));
                    server.ask(txn(List.of(holds, fails), List.of(), List.of()));
                    server.ask(txn(List.of(fails, holds), List.of(), List.of()));
                }));
    }
}
