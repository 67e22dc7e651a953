package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.BRIEF;
import static io.jukung.chaos.scenario.Steps.LONG;
import static io.jukung.chaos.scenario.Steps.acknowledged;
import static io.jukung.chaos.scenario.Steps.sleep;

import io.jukung.chaos.cluster.FaultSwitches;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Unmet;
import io.jukung.chaos.scenario.Scenario.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** Of crashes, power and disks: what was acknowledged is there, once, on all members. */
final class DiskScenarios {

    private static final int CLIENTS = 8;
    private static final int ALL_FAIL = 1_000_000;

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "etcd-13766",
                    "etcd issue 13766, 3.5.0 to 3.5.2 (2022)",
                    "The applied index was written before what it stands for: after a crash under load a member's revision"
                            + " was not that of the others.",
                    "Eight clients write; all members are killed (-9) at once and started, three times.",
                    "All have the same data at the same revision, and all that was acknowledged, once.",
                    Setting.THREE,
                    List.of("applied-twice"),
                    DiskScenarios::killedUnderLoad),
            new Scenario(
                    "etcd-14370",
                    "etcd issue 14370, 3.4 and 3.5 to 3.5.4 (2022)",
                    "A cluster of one acknowledged a write before its log was synced, and lost it in a crash.",
                    "One member, whose machine loses power under load, three times.",
                    "All that was acknowledged is there.",
                    Setting.THREE.members(1).onImages("power"),
                    List.of("skipped-fsync"),
                    stage -> powerLost(stage, 3)),
            new Scenario(
                    "ratis-fsync-ack",
                    "Ratis 3.3, SegmentedRaftLogWorker with async-flush, and re-sent entries without append-entries.compose",
                    "Entries were acknowledged that no disk had.",
                    "All three members lose power at once under load, twice.",
                    "All that was acknowledged is there.",
                    Setting.THREE.onImages("power"),
                    List.of("skipped-fsync"),
                    stage -> powerLost(stage, 2)),
            new Scenario(
                    "ratis-fsync-error",
                    "Linux and Ratis 3.3: fsync tells of an error once, and the next one succeeds",
                    "A log that could not be synced counted as synced.",
                    "Under load every sync of every member fails; then all lose power, and the disks are right again.",
                    "Members stop before they acknowledge: all that was acknowledged is there.",
                    Setting.THREE.onImages("power", "disk-errors").lyingTo(),
                    List.of("ignored-fsync-error"),
                    DiskScenarios::syncErrors),
            new Scenario(
                    "ratis-torn-tail",
                    "Ratis 3.3, SegmentedRaftLogReader: a torn tail in the part of a file that was made large beforehand",
                    "A member did not start, or took half an entry for one.",
                    "Under load the leader, then each member, is killed, and the last sector of its log is not there.",
                    "It starts by itself and has what the others have.",
                    Setting.THREE.excusing("corrupt"),
                    List.of("log-checksum-ignored"),
                    DiskScenarios::tornTails),
            new Scenario(
                    "ratis-disk-full",
                    "Ratis 3.3: an error of the log stays until a restart; free space is looked at when it starts only",
                    "A full disk stopped a member for good, or a write that did not fit was acknowledged.",
                    "The leader's disk is filled to the last byte under load, then all disks; then there is room again, and at"
                            + " last all are killed (-9) at once.",
                    "Reads go on elsewhere; nothing that was acknowledged is lost; with room all write again.",
                    Setting.THREE.onImages("full-disk"),
                    List.of("full-disk-ignored"),
                    DiskScenarios::fullDisks),
            new Scenario(
                    "etcd-14685",
                    "etcd pull request 14685, 3.5 to 3.5.5 (2022)",
                    "After a crash during a defragmentation a member's revision was not that of the others.",
                    "Under load each member in turn defragments and is killed (-9) meanwhile, twice.",
                    "All have the same data at the same revision.",
                    Setting.THREE,
                    List.of("applied-twice"),
                    DiskScenarios::killedInDefragmentation),
            new Scenario(
                    "etcd-17780",
                    "etcd issue 17780, up to 3.4.32 and 3.5.13 (2024)",
                    "After a crash during a compaction the revision was lower than before, where the newest were deletions.",
                    "Keys are put and deleted, all is compacted, and all members are killed (-9) at once, or a moment later;"
                            + " three times.",
                    "The revision is what it was, and no revision is given twice.",
                    Setting.THREE,
                    List.of("revision-of-what-is-left"),
                    DiskScenarios::killedInCompaction),
            new Scenario(
                    "etcd-20271",
                    "etcd issue 20271, 3.6 (2025)",
                    "A member panicked over a page of its database that was not the one expected.",
                    "Under load all is compacted, members defragment and snapshot, and all lose power at once; three times.",
                    "All start, and have what was acknowledged.",
                    Setting.LITTLE_LOG.onImages("power"),
                    List.of("state-not-flushed"),
                    DiskScenarios::powerLostInMaintenance));

    private DiskScenarios() {}

    private static void killedUnderLoad(Stage stage) throws Exception {
        try (var load = stage.load(CLIENTS, BRIEF, 50, stage.members())) {
            for (int round = 0; round < 3; round++) {
                load.more(300, LONG);
                stage.kill(stage.members());
                stage.revive(stage.members());
            }
            load.more(50, LONG);
        }
    }

    private static void losePower(Stage stage) throws Exception {
        stage.fault("power-off", "all", () -> {
            for (var member : stage.members()) {
                stage.cluster().disk().losePower(member);
            }
        });
    }

    private static void powerLost(Stage stage, int rounds) throws Exception {
        try (var load = stage.load(CLIENTS, BRIEF, 50, stage.members())) {
            for (int round = 0; round < rounds; round++) {
                load.more(300, LONG);
                losePower(stage);
                stage.revive(stage.members());
            }
            load.more(50, LONG);
        }
    }

    private static void syncErrors(Stage stage) throws Exception {
        try (var load = stage.load(CLIENTS, BRIEF, 50, stage.members())) {
            load.more(300, LONG);
            long before = hits(stage);
            stage.fault("break-disk", "all: sync errors", () -> {
                for (var member : stage.members()) {
                    switches(stage, member).syncErrors(ALL_FAIL);
                }
            });
            sleep(1500);
            losePower(stage);
            stage.fault("mend-disk", "all", () -> {
                for (var member : stage.members()) {
                    switches(stage, member).rightDisk();
                }
            });
            Stage.need(hits(stage) > before, "a sync failed");
            stage.fact("syncs that failed", hits(stage) - before);
            stage.revive(stage.members());
            load.more(50, LONG);
        }
    }

    private static FaultSwitches switches(Stage stage, String member) throws Unmet {
        return stage.cluster().switches(member).orElseThrow(() -> new Unmet("members can be lied to here"));
    }

    private static long hits(Stage stage) throws Unmet {
        long hits = 0;
        for (var member : stage.members()) {
            hits += switches(stage, member).hits();
        }
        return hits;
    }

    private static void tornTails(Stage stage) throws Exception {
        try (var load = stage.load(4, Duration.ofMillis(2), 300, stage.members())) {
            for (int round = 0; round < 4; round++) {
                load.more(100, LONG);
                var leader =
                        Edn.dict("whom", Edn.keyword("leader"), "pick", Edn.of(round), "kind", Edn.keyword("tail"));
                var any = Edn.dict("whom", Edn.keyword("one"), "pick", Edn.of(round), "kind", Edn.keyword("tail"));
                var done = stage.nemesis("corrupt", "corrupt", round == 0 ? leader : any);
                Stage.need(done instanceof Edn.Dict told && told.get("bytes") instanceof Edn.Int, "a tail was torn");
                try {
                    stage.serve(stage.members());
                } catch (Unmet e) {
                    stage.must(false, "it does not start after a torn tail", String.valueOf(e.getMessage()));
                    return;
                }
            }
        }
    }

    private static void fullDisks(Stage stage) throws Exception {
        // Large values: the log's file has room of its own, made beforehand, which they use up soon.
        try (var load = stage.load(4, Duration.ofMillis(5), 20_000, stage.members())) {
            load.more(50, LONG);
            var first = stage.leader();
            var other = stage.actor(stage.others(first).getFirst());
            acknowledged(other, "x", "before");
            stage.fault("fill-disk", first, () -> stage.cluster().disk().fill(first));
            sleep(4000);
            // Writes may be refused everywhere, as an alarm of etcd does; reads may not.
            long answered = 0;
            for (int n = 0; n < 20; n++) {
                answered += other.get("x").ok() ? 1 : 0;
            }
            stage.must(
                    answered > 0, "no reads", "The disk of " + first + " is full, and no read was answered elsewhere");
            stage.fault("fill-disk", "all", () -> {
                for (var member : stage.others(first)) {
                    stage.cluster().disk().fill(member);
                }
            });
            long before = load.acknowledged();
            sleep(4000);
            stage.fact("acknowledged with all disks full", load.acknowledged() - before);
            try {
                stage.healed("full-disk");
                stage.serve(stage.members());
            } catch (IOException | Unmet e) {
                stage.must(
                        false,
                        "no way back from full disks",
                        "There is room again, and " + String.valueOf(e.getMessage()));
                return;
            }
            for (var member : stage.members()) {
                acknowledged(stage.actor(member), "x", "with-room-on-" + member);
            }
            // Whatever is only in their memory.
            stage.kill(stage.members());
            stage.revive(stage.members());
            load.more(50, LONG);
        }
    }

    private static void killedInDefragmentation(Stage stage) throws Exception {
        try (var load = stage.load(CLIENTS, BRIEF, 200, stage.members())) {
            int delay = 1;
            for (int round = 0; round < 2; round++) {
                for (var member : stage.members()) {
                    load.more(100, LONG);
                    var defragmented = stage.meanwhile(() -> stage.defragment(member));
                    sleep(delay);
                    // Some before it begins, some in it, some behind it.
                    delay = delay * 2 % 63;
                    stage.kill(List.of(member));
                    defragmented.get();
                    stage.revive(List.of(member));
                }
            }
        }
    }

    private static void killedInCompaction(Stage stage) throws Exception {
        for (int round = 0; round < 3; round++) {
            var actor = stage.actor(stage.leader());
            long last = 0;
            for (int n = 0; n < 100; n++) {
                actor.put("k" + n, "r" + round + "-" + n + ".".repeat(500)).must();
            }
            for (int n = 0; n < 100; n++) {
                last = actor.delete("k" + n).must().getHeader().getRevision();
            }
            stage.witnessed(last);
            long compacted = last;
            var compaction = stage.meanwhile(() -> actor.compact(compacted));
            sleep(round * 15L);
            stage.kill(stage.members());
            compaction.get();
            stage.revive(stage.members());
            for (var member : stage.members()) {
                long now = stage.actor(member).revision();
                stage.must(
                        now >= last,
                        "revision went back",
                        "The deletion of k99 was acknowledged at revision " + last
                                + ", all was compacted and killed; then " + member
                                + " said that the newest revision is " + now);
            }
        }
    }

    private static void powerLostInMaintenance(Stage stage) throws Exception {
        try (var load = stage.load(CLIENTS, BRIEF, 300, stage.members())) {
            for (int round = 0; round < 3; round++) {
                load.more(400, LONG);
                var operator = stage.actor(stage.leader());
                long revision = operator.revision();
                stage.witnessed(revision);
                var work = new ArrayList<FutureTask<Boolean>>();
                work.add(stage.meanwhile(() -> operator.compact(revision).ok()));
                for (var member : stage.members()) {
                    work.add(stage.meanwhile(() -> stage.defragment(member)));
                }
                sleep(10 + round * 40L);
                losePower(stage);
                for (var one : work) {
                    one.get();
                }
                stage.revive(stage.members());
            }
        }
    }
}
