package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.txn;

import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import java.util.List;

/** Watch from a revision on: the past, the future, and what was compacted. */
final class WatchHistoryChecks {

    private static final String TOPIC = "watch-history";

    private WatchHistoryChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "the past comes first, then the present", server -> {
                    server.given("a=1", "b=1", "a=2");
                    server.quietly(delete("a"));
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 1));
                        watch.events(3);
                        server.given("a=3");
                        watch.next();
                    }
                }),
                new Check(TOPIC, "from the middle, from the last and from the next revision", server -> {
                    server.given("a=1", "a=2", "a=3");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 2));
                        watch.events(2);
                        watch.create(Watching.of("a").setStartRevision(server.base() + 3));
                        watch.events(1);
                        watch.create(Watching.of("a").setStartRevision(server.base() + 4));
                        server.given("a=4");
                        watch.events(3);
                    }
                }),
                new Check(TOPIC, "the past of a txn comes in one response", server -> {
                    server.given("d=1");
                    server.quietly(txn(op(put("c", "1")), op(delete("d")), op(put("a", "1"))));
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true).setStartRevision(server.base() + 2));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "filters and prev_kv hold for the past", server -> {
                    server.given("a=1", "a=2");
                    server.quietly(delete("a"));
                    server.given("a=3");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setPrevKv(true).setStartRevision(server.base() + 1));
                        watch.events(4);
                        watch.create(Watching.of("a")
                                .setPrevKv(true)
                                .addFilters(FilterType.NOPUT)
                                .setStartRevision(server.base() + 1));
                        watch.events(1);
                        watch.create(
                                Watching.of("a").addFilters(FilterType.NODELETE).setStartRevision(server.base() + 2));
                        watch.events(2);
                    }
                }),
                new Check(TOPIC, "a start in the future: nothing older comes", server -> {
                    server.given("a=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 4));
                        server.given("a=2", "a=3", "a=4", "a=5");
                        watch.events(2);
                    }
                }),
                new Check(TOPIC, "a start in the far future: no event and no progress", server -> {
                    server.given("a=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 1_000_000));
                        server.given("a=2");
                        watch.requestProgress();
                        watch.create(Watching.of("a"));
                        server.given("a=3");
                        watch.events(1);
                    }
                }),
                new Check(TOPIC, "before the compact revision: created, then cancelled with it", server -> {
                    server.given("a=1", "a=2", "a=3", "a=4");
                    server.quietly(server.compaction(3));
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 2));
                        watch.next();
                        watch.create(Watching.of("missing").setStartRevision(1).setWatchId(9));
                        watch.next();
                        watch.create(Watching.of("a"));
                        server.given("a=5");
                        watch.next();
                    }
                }),
                new Check(
                        TOPIC,
                        "the id of a watcher that a compaction cancelled is taken until it is cancelled",
                        server -> {
                            server.given("a=1", "a=2", "a=3", "a=4");
                            server.quietly(server.compaction(3));
                            try (var watch = server.watch()) {
                                watch.create(Watching.of("a").setWatchId(7).setStartRevision(server.base() + 1));
                                watch.next();
                                watch.create(Watching.of("a").setWatchId(7));
                                watch.cancel(7);
                                watch.next();
                                watch.cancel(7);
                                watch.create(Watching.of("a").setWatchId(7));
                                server.given("a=5");
                                watch.next();
                            }
                        }),
                new Check(
                        TOPIC,
                        "no progress as long as a watcher that a compaction cancelled is not cancelled",
                        server -> {
                            server.given("a=1", "a=2", "a=3", "a=4");
                            server.quietly(server.compaction(3));
                            try (var watch = server.watch()) {
                                watch.create(Watching.of("b"));
                                watch.create(Watching.of("a").setStartRevision(server.base() + 1));
                                watch.next();
                                watch.requestProgress();
                                watch.cancel(0);
                                watch.next();
                                watch.create(Watching.of("a"));
                                watch.requestProgress();
                                watch.cancel(1);
                                watch.next();
                                watch.requestProgress();
                                watch.next();
                            }
                        }),
                new Check(TOPIC, "from the compact revision itself", server -> {
                    server.given("a=1", "b=1", "a=2", "a=3");
                    server.quietly(server.compaction(3));
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setStartRevision(server.base() + 3));
                        watch.events(2);
                    }
                }),
                new Check(TOPIC, "from the compact revision that was a delete", server -> {
                    server.given("a=1", "b=1");
                    server.quietly(delete("a"));
                    server.quietly(
                            server.compaction(3).toBuilder().setPhysical(true).build());
                    server.given("b=2");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setStartRevision(server.base() + 3));
                        watch.events(2);
                    }
                }),
                new Check(TOPIC, "from the compact revision that was a delete and a put", server -> {
                    server.given("a=1", "b=1");
                    server.quietly(txn(op(delete("a")), op(put("b", "2"))));
                    server.given("b=3");
                    server.quietly(
                            server.compaction(3).toBuilder().setPhysical(true).build());
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setStartRevision(server.base() + 3));
                        watch.events(3);
                    }
                }),
                new Check(TOPIC, "after the compact revision, whose delete is not seen", server -> {
                    server.given("a=1");
                    server.quietly(delete("a"));
                    server.given("a=2");
                    server.quietly(
                            server.compaction(2).toBuilder().setPhysical(true).build());
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setPrevKv(true).setStartRevision(server.base() + 3));
                        watch.events(1);
                    }
                }),
                new Check(TOPIC, "prev_kv that was compacted is left out", server -> {
                    server.given("a=1", "a=2", "b=1", "b=2");
                    server.quietly(delete("b"));
                    server.quietly(
                            server.compaction(4).toBuilder().setPhysical(true).build());
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a", "z").setPrevKv(true).setStartRevision(server.base() + 4));
                        watch.events(2);
                    }
                }),
                new Check(TOPIC, "a compaction does not touch a watcher that is up to date", server -> {
                    server.given("a=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setPrevKv(true));
                        server.given("a=2");
                        watch.next();
                        server.quietly(server.compaction(2).toBuilder()
                                .setPhysical(true)
                                .build());
                        server.given("a=3");
                        watch.next();
                        server.quietly(delete("a"));
                        watch.next();
                    }
                }),
                new Check(TOPIC, "a compaction of what a watcher of the future waits for", server -> {
                    server.given("a=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 3));
                        server.given("b", "b", "b");
                        server.quietly(server.compaction(4));
                        server.given("a=2");
                        watch.next();
                    }
                }),
                new Check(TOPIC, "many old revisions", server -> {
                    for (int i = 0; i < 300; i++) {
                        server.given("a=" + i);
                    }
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 1));
                        watch.events(300);
                    }
                }),
                new Check(TOPIC, "progress on request after the past was told", server -> {
                    server.given("a=1", "b=1");
                    try (var watch = server.watch()) {
                        watch.create(Watching.of("a").setStartRevision(server.base() + 1));
                        watch.events(1);
                        watch.requestProgress();
                        watch.next();
                    }
                }));
    }
}
