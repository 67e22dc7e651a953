package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.BRIEF;
import static io.jukung.chaos.scenario.Steps.LONG;
import static io.jukung.chaos.scenario.Steps.all;
import static io.jukung.chaos.scenario.Steps.allWithProgress;
import static io.jukung.chaos.scenario.Steps.follower;
import static io.jukung.chaos.scenario.Steps.sleep;

import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Viewer;
import io.jukung.chaos.scenario.Scenario.Setting;
import io.jukung.chaos.workload.KeyValues;
import io.jukung.proto.etcd.TxnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Of watches: what they deliver is compared with the event log by the checker of watches, response by response. */
final class WatchScenarios {

    private static final String OFTEN = "--watch-progress-notify-interval=100ms";
    /** For what must have been delivered when nothing is broken. */
    private static final Duration SOON = Duration.ofSeconds(15);

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "etcd-jepsen-watch-0",
                    "Jepsen of etcd 3.4.3 (2020)",
                    "Revision 0 meant from now on, which no document told.",
                    "Under load sixty watches begin at revision 0, at all members.",
                    "Each has all that came after the revision it was created at, and nothing before.",
                    Setting.THREE,
                    List.of("event-dropped"),
                    WatchScenarios::fromNow),
            new Scenario(
                    "etcd-15220",
                    "etcd issue 15220, up to 3.4.24 and 3.5.7 (2023)",
                    "Progress was told of a revision whose events came later on the same stream.",
                    "Watches of all that was, at all members, ask for progress all the time while clients write.",
                    "Progress is told of what was delivered only.",
                    Setting.THREE.with(OFTEN),
                    List.of("progress-ahead"),
                    WatchScenarios::progressAsked),
            new Scenario(
                    "etcd-15271",
                    "etcd issue 15271, up to 3.4.24 and 3.5.7 (2023)",
                    "A watch went back in time when its member, cut off for a while, took a snapshot.",
                    "A follower with watches is cut off until the others have no log for it any more, and comes back.",
                    "Its watches go on where they were, or are ended: no event twice, none left out, all in the end.",
                    Setting.LITTLE_LOG,
                    List.of("watch-stays-on-old-state"),
                    WatchScenarios::acrossASnapshot),
            new Scenario(
                    "etcd-17247",
                    "etcd issue 17247, the main branch before 3.6 (2024)",
                    "An event was delivered twice because of a cache of transactions.",
                    "Transactions of many operations, on keys that overlap; with each, watches begin at its revision, one"
                            + " before, and now.",
                    "Each event comes once, all events of a revision in one response.",
                    Setting.THREE,
                    List.of("revision-split"),
                    WatchScenarios::besideTransactions),
            new Scenario(
                    "etcd-17529",
                    "etcd issue 17529, up to 3.4.31 and 3.5.12 (2024)",
                    "Events were lost by watches that shared a connection with many others and fell behind.",
                    "Eighty watches on one connection, half of them of all that was; large values; their member stands still"
                            + " twice meanwhile.",
                    "Each has every event.",
                    Setting.THREE.with(OFTEN),
                    List.of("event-dropped"),
                    WatchScenarios::starved),
            new Scenario(
                    "etcd-18089",
                    "etcd issue 18089, up to 3.4.33 and 3.5.15 (2024)",
                    "A watch that lagged lost the deletion at the revision that was compacted.",
                    "Watches of all that was begin, and at once all is compacted up to a deletion, twelve times.",
                    "A watch has the deletion, or is told that it was overtaken, and has it after going on from there.",
                    Setting.THREE,
                    List.of("compacted-in-silence"),
                    WatchScenarios::compactedAtADeletion),
            new Scenario(
                    "etcd-19179",
                    "etcd issue 19179, up to 3.4.35 and 3.5.17 (2025)",
                    "A watch that began at the revision of a compaction lacked the deletion of that revision.",
                    "A key is put and deleted, a compaction at the deletion's revision is asked for, and watches begin there:"
                            + " before, meanwhile, afterwards and thirty revisions later, at all members; fifteen times.",
                    "Each has the deletion.",
                    Setting.THREE,
                    List.of("compaction-takes-boundary"),
                    WatchScenarios::watchedAtACompaction),
            new Scenario(
                    "etcd-20221",
                    "etcd issue 20221, up to 3.5.21 and 3.6.1 (2025)",
                    "A watch of a revision to come got older events and notifications when its member took a snapshot.",
                    "A follower with watches from revisions that are not yet there is cut off until it needs a snapshot, and"
                            + " comes back; progress is asked for.",
                    "They get nothing from before their revisions, and all from there on.",
                    Setting.LITTLE_LOG.with(OFTEN),
                    List.of("watch-before-start"),
                    WatchScenarios::fromTheFuture));

    private WatchScenarios() {}

    private static void fromNow(Stage stage) throws Exception {
        try (var load = stage.load(6, Duration.ofMillis(1), 50, stage.members())) {
            load.more(100, LONG);
            for (int i = 0; i < 60; i++) {
                var member = stage.members().get(i % stage.members().size());
                stage.viewer("now-" + i, member, all(0));
                load.more(5, LONG);
            }
            load.more(300, LONG);
        }
    }

    private static void progressAsked(Stage stage) throws Exception {
        try (var load = stage.load(6, BRIEF, 1000, stage.members())) {
            load.more(500, LONG);
            var viewers = new ArrayList<Viewer>();
            for (int i = 0; i < 12; i++) {
                var member = stage.members().get(i % stage.members().size());
                viewers.add(stage.viewer("progress-" + i, member, allWithProgress(2)));
                for (int n = 0; n < 20; n++) {
                    viewers.forEach(Viewer::askProgress);
                    sleep(2);
                }
            }
            for (int n = 0; n < 200; n++) {
                viewers.forEach(Viewer::askProgress);
                sleep(5);
            }
        }
    }

    /** Cuts a follower off under load until it comes back by a snapshot; when that was, the newest revision. */
    private static void untilASnapshot(Stage stage, String follower, int requests) throws Exception {
        long before = stage.snapshots(follower);
        try (var load = stage.load(8, BRIEF, 1000, stage.others(follower))) {
            load.more(100, LONG);
            stage.isolate(follower);
            load.more(requests, LONG);
            stage.join();
            stage.awaitSnapshot(follower, before);
            load.more(100, LONG);
        }
    }

    private static void acrossASnapshot(Stage stage) throws Exception {
        var follower = follower(stage);
        var viewers = new ArrayList<Viewer>();
        for (int i = 0; i < 4; i++) {
            viewers.add(stage.viewer("across-" + i, follower, i % 2 == 0 ? all(2) : allWithProgress(0)));
        }
        untilASnapshot(stage, follower, 1200);
        // Without asking for progress: who waits for events only must get them, too.
        long last = stage.actor(stage.leader())
                .put("last", "one")
                .must()
                .getHeader()
                .getRevision();
        for (var viewer : viewers) {
            stage.must(
                    viewer.follow(last, SOON),
                    "late event",
                    "A watch at " + follower + ", which came back by a snapshot, had all up to revision "
                            + viewer.reached() + ", and not " + last + " within " + SOON.toSeconds() + " s");
        }
    }

    private static void besideTransactions(Stage stage) throws Exception {
        var members = stage.members();
        for (int round = 0; round < 40; round++) {
            var actor = stage.actor(members.get(round % members.size()));
            var txn = TxnRequest.newBuilder();
            for (int n = 0; n < 8; n++) {
                txn.addSuccess(KeyValues.op(KeyValues.put("t" + (round + n) % 12, round + "-" + n)));
            }
            txn.addSuccess(KeyValues.delete("t" + (round + 8) % 12));
            txn.addSuccess(KeyValues.op(KeyValues.get("t" + round % 12)));
            long revision = actor.txn(txn.build()).must().getHeader().getRevision();
            var member = members.get((round + 1) % members.size());
            stage.viewer("at-" + round, member, all(revision));
            stage.viewer("before-" + round, member, all(revision - 1));
            stage.viewer("now-" + round, member, all(0));
            actor.close();
        }
        try (var load = stage.load(4, BRIEF, 20, members)) {
            load.more(200, LONG);
        }
    }

    private static void starved(Stage stage) throws Exception {
        var follower = follower(stage);
        try (var load = stage.load(6, Duration.ofMillis(3), 3000, stage.others(follower))) {
            load.more(200, LONG);
            var connection = stage.actor(follower);
            for (int i = 0; i < 80; i++) {
                stage.viewer("starved-" + i, connection, i % 2 == 0 ? all(2) : allWithProgress(0));
            }
            for (int round = 0; round < 2; round++) {
                load.more(100, LONG);
                stage.pause(follower);
                load.more(150, LONG);
                stage.resume(follower);
            }
            load.more(100, LONG);
        }
    }

    private static void compactedAtADeletion(Stage stage) throws Exception {
        var actor = stage.actor(stage.leader());
        for (int round = 0; round < 12; round++) {
            for (int n = 0; n < 40; n++) {
                actor.put("k" + n, "r" + round + "-" + n + ".".repeat(2000)).must();
            }
            long revision = actor.delete("k0").must().getHeader().getRevision();
            stage.witnessed(revision);
            var viewers = new ArrayList<Viewer>();
            for (var member : stage.members()) {
                viewers.add(stage.viewer("lagging-" + round + "-" + member, member, all(2)));
                viewers.add(stage.viewer("near-" + round + "-" + member, member, all(revision - 10)));
            }
            actor.compact(revision).must();
            long last =
                    actor.put("k0", "r" + round + "-again").must().getHeader().getRevision();
            for (var viewer : viewers) {
                viewer.follow(last, SOON);
            }
        }
    }

    private static void watchedAtACompaction(Stage stage) throws Exception {
        var actor = stage.actor(stage.leader());
        var connections = stage.members().stream().map(stage::actor).toList();
        for (int round = 0; round < 15; round++) {
            actor.put("k", "r" + round).must();
            actor.put("other", "r" + round).must();
            long revision = actor.delete("k").must().getHeader().getRevision();
            stage.witnessed(revision);
            at(stage, connections, "before-" + round, revision);
            var compaction = stage.meanwhile(() -> actor.compact(revision));
            at(stage, connections, "meanwhile-" + round, revision);
            compaction.get().must();
            at(stage, connections, "after-" + round, revision);
            // Once more when it is gone from disk, and others have taken its place in memory.
            for (int n = 0; n < 30; n++) {
                actor.put("more", "r" + round + "-" + n).must();
            }
            at(stage, connections, "later-" + round, revision);
        }
        actor.put("end", "of-all").must();
    }

    private static void at(Stage stage, List<Actor> connections, String name, long revision) {
        for (var connection : connections) {
            stage.viewer(name + "-" + connection.member(), connection, all(revision));
        }
    }

    private static void fromTheFuture(Stage stage) throws Exception {
        var follower = follower(stage);
        long now = stage.actor(follower).revision();
        var viewers = new ArrayList<Viewer>();
        for (long ahead : new long[] {150, 400, 700, 1_000_000}) {
            viewers.add(stage.viewer("future-" + ahead, follower, allWithProgress(now + ahead)));
            viewers.add(stage.viewer("silent-" + ahead, follower, all(now + ahead)));
        }
        viewers.forEach(Viewer::askProgress);
        untilASnapshot(stage, follower, 1200);
        for (int n = 0; n < 20; n++) {
            viewers.forEach(Viewer::askProgress);
            sleep(20);
        }
    }
}
