package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.txn;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import java.time.Duration;
import java.util.List;

/** Watch: watchers of a stream and what they are told of what happens from now on. */
final class WatchChecks {

    private static final String TOPIC = "watch";
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
    private static final int MEBIBYTE = 1 << 20;

    private WatchChecks() {}

    private static void big(Server server, String key, int bytes) {
        server.quietly(put(key, "").toBuilder()
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build());
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "the first response says created, under the store's revision", server -> {
                    server.given("a");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        server.given("a=1");
                        watch.next();
                        server.quietly(delete("a"));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "ids count from 0 on each stream", server -> {
                    try (var first = server.watch();
                            var second = server.watch()) {
                        first.create(Watching.of("a"));
                        first.create(Watching.of("a"));
                        second.create(Watching.of("a"));
                        first.cancel(1);
                        first.next();
                        first.create(Watching.of("a"));
                    }
                }),
                new Check(TOPIC, "an id of the client's choice, and what is chosen around it", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setWatchId(1));
                        watch.create(Watching.of("a").setWatchId(4711));
                        watch.create(Watching.of("a"));
                        watch.create(Watching.of("a"));
                        watch.create(Watching.of("a"));
                        watch.create(Watching.of("a").setWatchId(-7));
                        server.given("a");
                        watch.events(6);
                    }
                }),
                new Check(TOPIC, "an id in use is refused, one that was cancelled is free", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setWatchId(5));
                        watch.create(Watching.of("b").setWatchId(5));
                        server.given("b", "a");
                        watch.next();
                        watch.cancel(5);
                        watch.next();
                        watch.create(Watching.of("b").setWatchId(5));
                        server.given("b");
                        watch.next();
                    }
                }),
                new Check(TOPIC, "a range that ends before it starts is refused", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("b", "a"));
                        watch.create(Watching.of("b", "b"));
                        watch.create(Watching.of("b", "a").setWatchId(7));
                        watch.create(Watching.of("a"));
                    }
                }),
                new Check(TOPIC, "a negative start is refused", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(-1));
                        watch.create(Watching.of("a"));
                    }
                }),
                new Check(TOPIC, "an empty key and an end of one zero byte are all keys", server -> {
                    try (var watch = server.watch()) {
                        watch.create(WatchCreateRequest.newBuilder().setRangeEnd(ZERO));
                        watch.create(Watching.of("b").setRangeEnd(ZERO));
                        watch.create(WatchCreateRequest.newBuilder());
                        server.given("a", "b", "c");
                        watch.events(5);
                    }
                }),
                new Check(TOPIC, "one key, a range and a prefix see what is in them", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("b"));
                        watch.create(Watching.of("b", "d"));
                        watch.create(Watching.of("b", "c"));
                        server.given("a", "b", "b/1", "c", "d");
                        server.quietly(delete("a", "z"));
                        watch.events(12);
                    }
                }),
                new Check(TOPIC, "filters leave out puts or deletes, or all", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").addFilters(FilterType.NOPUT));
                        watch.create(Watching.of("a").addFilters(FilterType.NODELETE));
                        watch.create(
                                Watching.of("a").addFilters(FilterType.NODELETE).addFilters(FilterType.NOPUT));
                        watch.create(Watching.of("a").addFiltersValue(5));
                        server.given("a=1");
                        server.quietly(delete("a"));
                        server.given("a=2");
                        watch.events(6);
                    }
                }),
                new Check(TOPIC, "with prev_kv a change and a delete tell what was before", server -> {
                    server.given("b=0");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        watch.create(Watching.of("a", "z"));
                        server.given("a=1", "a=2", "b=1");
                        server.quietly(delete("a", "z"));
                        server.given("a=3");
                        watch.events(12);
                    }
                }),
                new Check(TOPIC, "a txn's events come in one response, in its order", server -> {
                    server.given("d", "e");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        server.quietly(txn(
                                op(put("c", "1")),
                                op(delete("d", "f")),
                                op(put("a", "1")),
                                op(txn(op(put("b", "1"))))));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "a key deleted twice in one txn is deleted once", server -> {
                    server.given("a=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        server.quietly(txn(op(delete("a")), op(delete("a", "b")), op(put("b", "2"))));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "watchers of one stream each get their events in order", server -> {
                    try (var watch = server.watch()) {
                        for (int i = 0; i < 5; i++) {
                            watch.create(Watching.of("k" + i, "k9"));
                        }
                        server.given("k4", "k3", "k2", "k1", "k0");
                        server.quietly(delete("k0", "k9"));
                        watch.events(30);
                    }
                }),
                new Check(TOPIC, "a cancel is answered, nothing comes after it", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        watch.create(Watching.of("a"));
                        watch.cancel(0);
                        watch.next();
                        server.given("a");
                        watch.next();
                    }
                }),
                new Check(TOPIC, "a cancel of an unknown id and an empty request are not answered", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        watch.cancel(4711);
                        watch.requestNothing();
                        watch.cancel(0);
                        watch.next();
                        watch.cancel(0);
                        watch.create(Watching.of("a"));
                    }
                }),
                new Check(TOPIC, "who asks for nothing more keeps the watchers it has", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        watch.endRequests();
                        server.given("a=1", "a=2");
                        watch.next();
                        watch.next();
                    }
                }),
                new Check(TOPIC, "who asks for nothing at all has a stream until its deadline", server -> {
                    try (var watch = server.watch(Duration.ofMillis(500))) {
                        watch.endRequests();
                        watch.end();
                    }
                }),
                new Check(TOPIC, "large events without fragments come whole", server -> {
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true));
                        big(server, "a", MEBIBYTE);
                        watch.next();
                        big(server, "a", MEBIBYTE);
                        watch.next();
                        big(server, "b", MEBIBYTE + MEBIBYTE / 4);
                        watch.next();
                        server.quietly(delete("a", "z"));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "large events come in fragments to one who asks", server -> {
                    for (var key : List.of("a", "b", "c", "d")) {
                        big(server, key, MEBIBYTE);
                    }
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true).setFragment(true));
                        server.quietly(delete("a", "z"));
                        watch.fragments();
                        server.given("a");
                        watch.fragments();
                    }
                }),
                new Check(TOPIC, "progress is told on request, under id -1 for all", server -> {
                    server.given("a");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        watch.requestProgress();
                        watch.next();
                        server.given("a=1", "b=1");
                        watch.next();
                        watch.requestProgress();
                        watch.next();
                        watch.create(Watching.of("c"));
                        watch.requestProgress();
                        watch.next();
                    }
                }),
                new Check(TOPIC, "no progress without watchers", server -> {
                    try (var watch = server.watch()) {
                        watch.requestProgress();
                        watch.create(Watching.of("a"));
                    }
                }),
                new Check(TOPIC, "no progress while a watcher waits for a later revision", server -> {
                    server.given("a");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a"));
                        watch.create(Watching.of("a").setStartRevision(server.base() + 3));
                        watch.requestProgress();
                        watch.cancel(0);
                        watch.next();
                        server.given("b", "a");
                        watch.next();
                        watch.requestProgress();
                        watch.next();
                    }
                }),
                new Check(TOPIC, "a quiet watcher that asked for it is told of progress", server -> {
                    server.given("a");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setProgressNotify(true));
                        watch.next();
                    }
                }));
    }
}
