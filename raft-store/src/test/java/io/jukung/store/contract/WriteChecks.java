package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.PutRequest;
import java.util.List;

/** Put and DeleteRange. */
final class WriteChecks {

    private static final String TOPIC = "write";
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    private WriteChecks() {}

    private static PutRequest keepValue(String key) {
        return put(key, "").toBuilder().setIgnoreValue(true).build();
    }

    private static PutRequest keepLease(String key, String value) {
        return put(key, value).toBuilder().setIgnoreLease(true).build();
    }

    private static void leases(Server server, long... ids) {
        for (long id : ids) {
            server.quietly(LeaseGrantRequest.newBuilder().setID(id).setTTL(600).build());
        }
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "put without a key is refused", server -> {
                    server.ask(put("", "1"));
                    server.ask(put("", "").toBuilder()
                            .setIgnoreValue(true)
                            .setValue(ZERO)
                            .build());
                }),
                new Check(TOPIC, "put with an empty value", server -> {
                    server.ask(put("a", ""));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "put gives the record it replaces", server -> {
                    server.ask(put("a", "1").toBuilder().setPrevKv(true).build());
                    server.ask(put("a", "2").toBuilder().setPrevKv(true).build());
                    server.ask(put("a", "3"));
                    leases(server, 1);
                    server.ask(put("a", "4", 1));
                    server.ask(put("a", "5").toBuilder().setPrevKv(true).build());
                    server.ask(delete("a"));
                    server.ask(put("a", "6").toBuilder().setPrevKv(true).build());
                }),
                new Check(TOPIC, "put keeps the value if asked to", server -> {
                    leases(server, 1);
                    server.given("a=1");
                    server.ask(keepValue("a"));
                    server.ask(range("a"));
                    server.ask(keepValue("a").toBuilder()
                            .setLease(1)
                            .setPrevKv(true)
                            .build());
                    server.ask(range("a"));
                    server.ask(keepValue("missing"));
                    server.ask(keepValue("a").toBuilder().setValue(ZERO).build());
                    server.ask(keepValue("missing").toBuilder().setValue(ZERO).build());
                }),
                new Check(TOPIC, "put keeps the lease if asked to", server -> {
                    leases(server, 1);
                    server.quietly(put("a", "1", 1));
                    server.ask(keepLease("a", "2"));
                    server.ask(range("a"));
                    server.ask(
                            keepLease("a", "").toBuilder().setIgnoreValue(true).build());
                    server.ask(range("a"));
                    server.ask(keepLease("missing", "1"));
                    server.ask(keepLease("a", "1").toBuilder().setLease(1).build());
                    server.ask(keepLease("a", "1").toBuilder().setLease(4711).build());
                    server.given("b=1");
                    server.ask(keepLease("b", "2"));
                    server.ask(range("b"));
                }),
                new Check(TOPIC, "put with a lease that is not there is refused", server -> {
                    server.ask(put("a", "1", 4711));
                    server.ask(put("a", "1", -1));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "put without a lease takes the key off its lease", server -> {
                    leases(server, 1);
                    server.ask(put("a", "1", 1));
                    server.ask(range("a"));
                    server.ask(put("a", "2"));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "delete gives the records if asked to", server -> {
                    server.given("a=1", "b=2", "a=3");
                    server.ask(delete("missing").toBuilder().setPrevKv(true).build());
                    server.ask(delete("a", "z").toBuilder().setPrevKv(true).build());
                    server.ask(delete("a", "z").toBuilder().setPrevKv(true).build());
                }),
                new Check(TOPIC, "delete without a key is refused", server -> {
                    server.given("a");
                    server.ask(delete(""));
                    server.ask(DeleteRangeRequest.newBuilder().setRangeEnd(ZERO).build());
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "delete of a range that ends before it starts", server -> {
                    server.given("a", "b", "c");
                    server.ask(delete("c", "a"));
                    server.ask(delete("b", "b"));
                    server.ask(range("a", "z").toBuilder().setCountOnly(true).build());
                }),
                new Check(TOPIC, "delete without an upper bound", server -> {
                    server.given("a", "b", "c");
                    server.ask(delete("b").toBuilder().setRangeEnd(ZERO).build());
                    server.ask(Server.everything().build());
                    server.ask(DeleteRangeRequest.newBuilder()
                            .setKey(ZERO)
                            .setRangeEnd(ZERO)
                            .build());
                    server.ask(Server.everything().build());
                }));
    }
}
