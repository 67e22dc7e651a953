package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.acknowledged;
import static io.jukung.chaos.scenario.Steps.fresh;
import static io.jukung.chaos.scenario.Steps.sleep;
import static io.jukung.chaos.scenario.Steps.value;

import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Unmet;
import io.jukung.chaos.scenario.Scenario.Setting;
import io.jukung.chaos.workload.KeyValues;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Of reads, and of what counts as committed, when the leader is not the leader any more. */
final class ReadScenarios {

    private static final int READERS = 4;
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int ROUNDS = 3;

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "etcd-20418",
                    "etcd issue 20418, 3.4 to 3.6 (2025)",
                    "Reads were stale after a leader's process had stood still.",
                    "The leader is stopped (SIGSTOP), another is elected and acknowledges a write; then reads are sent to the"
                            + " one that stands still, and it goes on.",
                    "No answer is from before the write.",
                    Setting.THREE,
                    List.of("local-reads"),
                    ReadScenarios::pausedLeader),
            new Scenario(
                    "ratis-read-index",
                    "Ratis 3.3, ReadIndexHeartbeats: a read may join a heartbeat round that began before it",
                    "A leader that was deposed without knowing it answered reads.",
                    "The leader is cut off from the others, and clients go on to read from it, until another is elected and has"
                            + " acknowledged writes, and a second longer; three times.",
                    "It does not answer, or not with what was before the write.",
                    Setting.THREE,
                    List.of("local-reads"),
                    ReadScenarios::isolatedLeader),
            new Scenario(
                    "ratis-lease-overlap",
                    "Ratis 3.3, LeaderLease: a follower may acknowledge the old leader between its pre-vote and its vote",
                    "Two members held a leader's lease at a time, and the older one answered reads.",
                    "The leader is moved again and again while a client writes through one member and reads through another;"
                            + " then one hears nobody any more, and is heard.",
                    "Each read has what was acknowledged before it.",
                    Setting.THREE,
                    List.of("read-before-applied"),
                    ReadScenarios::movedLeader),
            new Scenario(
                    "ack-before-commit",
                    "a classic bug (chaos.md 5.1)",
                    "A leader acknowledged what no majority had.",
                    "The leader is cut off from the others while clients write to it; another is elected.",
                    "Nothing is acknowledged that is not there afterwards.",
                    Setting.THREE,
                    List.of("ack-before-commit"),
                    ReadScenarios::writesToAnIsolatedLeader),
            new Scenario(
                    "ratis-retry",
                    "Ratis 3.3, retry cache: requests are remembered for a minute, in memory, and not in snapshots",
                    "A write was proposed again after a change of leader, and happened twice.",
                    "Under load the leader is stopped, cut off or killed, one after the other, each until another leads.",
                    "No write happens twice.",
                    Setting.THREE,
                    List.of("retry-without-dedupe"),
                    ReadScenarios::writesWhileLeadersChange),
            new Scenario(
                    "ratis-long-pause",
                    "Ratis 3.3, JvmPauseMonitor: a server closes itself after a pause of 60 s",
                    "A member that had stood still for long was there and never worked again.",
                    "The leader is stopped for 65 s under load, then a follower for 5 s.",
                    "It serves again, and has what the others have.",
                    Setting.THREE,
                    List.of("local-reads"),
                    ReadScenarios::longPause));

    private ReadScenarios() {}

    private static void pausedLeader(Stage stage) throws Exception {
        long answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var old = stage.leader();
            var readers = new ArrayList<Actor>();
            for (int i = 0; i < READERS; i++) {
                var reader = stage.actor(old);
                // Its connection is there before the member stands still.
                reader.get("x").must();
                readers.add(reader);
            }
            acknowledged(stage.actor(old), "x", "before" + round);
            stage.pause(old);
            var written = acknowledged(stage.actor(stage.leaderBesides(old)), "x", "after" + round);
            var reads = new ArrayList<FutureTask<Actor.Reply<RangeResponse>>>();
            for (var reader : readers) {
                reads.add(stage.meanwhile(() -> reader.get("x")));
            }
            // The requests lie in the member's sockets now.
            sleep(200);
            stage.resume(old);
            for (var read : reads) {
                var reply = read.get();
                answered += reply.ok() ? 1 : 0;
                fresh(stage, reply, written, old + ", which had stood still");
            }
            stage.serve(List.of(old));
        }
        stage.fact("reads answered after a pause", answered);
    }

    private static void isolatedLeader(Stage stage) throws Exception {
        long answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var old = stage.leader();
            var known = new AtomicLong(stage.actor(old).revision());
            var over = new AtomicBoolean();
            stage.isolate(old);
            // All the time, as it is not for long that two take themselves for the leader.
            var reads = new ArrayList<FutureTask<Long>>();
            for (int i = 0; i < READERS; i++) {
                var reader = stage.actor(old);
                reads.add(stage.meanwhile(() -> readUntil(stage, reader, known, over)));
            }
            var writes = new ArrayList<FutureTask<Long>>();
            for (var other : stage.others(old)) {
                var writer = stage.actor(other);
                int number = round;
                writes.add(stage.meanwhile(() -> writeUntilAcknowledged(writer, number, known)));
            }
            for (var write : writes) {
                write.get();
            }
            sleep(1000);
            over.set(true);
            for (var read : reads) {
                answered += read.get();
            }
            stage.join();
            stage.serve(List.of(old));
        }
        stage.fact("reads answered by a leader that was cut off", answered);
    }

    private static long writeUntilAcknowledged(Actor writer, int round, AtomicLong known)
            throws Unmet, InterruptedException {
        for (int n = 0; n < 1000; n++) {
            var reply = writer.ask(
                    KVGrpc.getPutMethod(),
                    KeyValues.put("x", "after" + round + "-" + n + "-" + writer.member()),
                    SHORT);
            if (reply.answer().isPresent()) {
                long revision = reply.answer().get().getHeader().getRevision();
                known.accumulateAndGet(revision, Math::max);
                return revision;
            }
            sleep(20);
        }
        throw new Unmet("no write was acknowledged by " + writer.member());
    }

    /** How many were answered; none may be from before what was known when it began. */
    private static long readUntil(Stage stage, Actor reader, AtomicLong known, AtomicBoolean over)
            throws InterruptedException {
        long answered = 0;
        while (!over.get()) {
            long before = known.get();
            var reply = reader.ask(KVGrpc.getRangeMethod(), KeyValues.get("x"), SHORT);
            if (reply.answer().isPresent()) {
                answered++;
                long revision = reply.answer().get().getHeader().getRevision();
                stage.must(
                        revision >= before,
                        "stale read",
                        "Revision " + before + " was acknowledged, then a linearizable read began on " + reader.member()
                                + ", which is cut off, and was answered as of revision " + revision);
            }
            sleep(5);
        }
        return answered;
    }

    private static void movedLeader(Stage stage) throws Exception {
        for (int round = 0; round < ROUNDS * 2; round++) {
            var from = stage.leader();
            var to = stage.others(from).get(round % 2);
            var writer = stage.actor(to);
            var reader = stage.actor(from);
            int number = round;
            var both = stage.meanwhile(() -> {
                for (int n = 0; n < 60; n++) {
                    var wanted = "r" + number + "-" + n;
                    if (writer.put("x", wanted).ok()) {
                        fresh(stage, reader.get("x"), wanted, reader.member());
                    }
                }
                return number;
            });
            sleep(50);
            stage.moveLeader(from, to);
            both.get();
            Stage.need(value(reader.get("x").must()).startsWith("r" + number), "writes were acknowledged");
        }
        // It is heard, so nobody stands against it before it gives up itself.
        var deaf = stage.leader();
        var reader = stage.actor(deaf);
        reader.get("x").must();
        stage.deafen(deaf);
        var written = acknowledged(stage.actor(stage.leaderBesides(deaf)), "x", "after");
        fresh(stage, reader.get("x"), written, deaf + ", which hears nobody");
        stage.join();
        stage.serve(List.of(deaf));
    }

    private static void writesToAnIsolatedLeader(Stage stage) throws Exception {
        var old = stage.leader();
        var writers = new ArrayList<Actor>();
        for (int i = 0; i < READERS; i++) {
            var writer = stage.actor(old);
            writer.get("x").must();
            writers.add(writer);
        }
        stage.isolate(old);
        var writes = new ArrayList<FutureTask<Boolean>>();
        for (int i = 0; i < READERS; i++) {
            var writer = writers.get(i);
            var value = "alone" + i;
            writes.add(stage.meanwhile(() -> writer.put("x", value).ok()));
        }
        acknowledged(stage.actor(stage.leaderBesides(old)), "x", "together");
        for (var write : writes) {
            stage.must(
                    !write.get(),
                    "acknowledged without a majority",
                    old + ", cut off from both others, acknowledged a write that began when it was");
        }
        stage.join();
        stage.serve(List.of(old));
    }

    private static void writesWhileLeadersChange(Stage stage) throws Exception {
        try (var load = stage.load(12, Steps.BRIEF, 20, stage.members())) {
            load.more(200, Steps.LONG);
            for (int round = 0; round < ROUNDS; round++) {
                var stopped = stage.leader();
                stage.pause(stopped);
                stage.leaderBesides(stopped);
                stage.resume(stopped);
                load.more(100, Steps.LONG);
                var alone = stage.leader();
                stage.isolate(alone);
                stage.leaderBesides(alone);
                stage.join();
                load.more(100, Steps.LONG);
                var dead = stage.leader();
                stage.kill(List.of(dead));
                stage.leaderBesides(dead);
                stage.revive(List.of(dead));
                load.more(100, Steps.LONG);
            }
        }
    }

    private static void longPause(Stage stage) throws Exception {
        try (var load = stage.load(2, Duration.ofMillis(50), 20, stage.members())) {
            var old = stage.leader();
            stage.pause(old);
            stage.leaderBesides(old);
            sleep(65_000);
            stage.resume(old);
            returns(stage, old);
            var follower = Steps.follower(stage);
            stage.pause(follower);
            sleep(5_000);
            stage.resume(follower);
            returns(stage, follower);
            load.more(20, Steps.LONG);
        }
    }

    private static void returns(Stage stage, String member) throws Exception {
        try {
            stage.serve(List.of(member));
        } catch (Unmet e) {
            stage.must(false, "it does not come back", String.valueOf(e.getMessage()));
        }
    }
}
