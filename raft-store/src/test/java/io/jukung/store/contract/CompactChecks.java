package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.range;

import java.util.List;

/** Compact: what is refused, and what is left. What watchers see of it: {@link WatchHistoryChecks}. */
final class CompactChecks {

    private static final String TOPIC = "compact";

    private CompactChecks() {}

    private static void everyRevision(Server server, String key, int upTo) {
        for (int after = 1; after <= upTo; after++) {
            server.ask(range(key).toBuilder().setRevision(server.base() + after).build());
        }
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "a future revision is refused", server -> {
                    server.given("a");
                    server.ask(server.compaction(2));
                    server.ask(server.compaction(2000).toBuilder()
                            .setPhysical(true)
                            .build());
                }),
                new Check(TOPIC, "a revision already compacted is refused", server -> {
                    server.given("a", "a");
                    server.ask(server.compaction(1));
                    server.ask(server.compaction(1));
                    server.ask(server.compaction(0));
                    server.ask(server.compaction(-server.base()));
                    server.ask(server.compaction(-server.base() - 1));
                    server.ask(
                            server.compaction(1).toBuilder().setPhysical(true).build());
                }),
                new Check(TOPIC, "the present revision may be compacted", server -> {
                    server.given("a=1", "a=2");
                    server.ask(server.compaction(2));
                    everyRevision(server, "a", 2);
                }),
                new Check(TOPIC, "a key's newest record is kept, however old", server -> {
                    server.given("a=1", "b=1", "b=2", "b=3");
                    server.ask(server.compaction(4));
                    server.ask(range("a", "z"));
                    server.ask(range("a", "z").toBuilder()
                            .setRevision(server.base() + 4)
                            .build());
                }),
                new Check(TOPIC, "physical answers when it is done", server -> {
                    server.given("a=1", "a=2", "b=1", "a=3");
                    server.quietly(delete("b"));
                    server.ask(
                            server.compaction(5).toBuilder().setPhysical(true).build());
                    everyRevision(server, "a", 5);
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "a deleted key is gone, one that came again is there", server -> {
                    server.given("a=1");
                    server.quietly(delete("a"));
                    server.given("a=2");
                    server.ask(
                            server.compaction(2).toBuilder().setPhysical(true).build());
                    everyRevision(server, "a", 3);
                    server.ask(server.compaction(3));
                    server.ask(range("a"));
                }));
    }
}
