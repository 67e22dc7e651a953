package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.acknowledged;
import static io.jukung.chaos.scenario.Steps.sleep;

import com.google.protobuf.ByteString;
import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Unmet;
import io.jukung.chaos.scenario.Scenario.Setting;
import io.jukung.chaos.workload.KeyValues;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.lock.LockGrpc;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.LockResponse;
import io.jukung.proto.etcd.lock.UnlockRequest;
import java.time.Duration;
import java.util.List;

/** Of leases and of what is built on them; the checker of leases looks at each life. */
final class LeaseScenarios {

    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final ByteString LOCK = KeyValues.bytes("lock/a");
    private static final int GONE_SECONDS = 20;

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "etcd-11456",
                    "etcd issue 11456, 3.4.3 (Jepsen, 2020)",
                    "Who had waited for a lock got it although its lease had ended meanwhile.",
                    "A client holds a lock, another with a lease of 2 s waits for it and does not keep its lease alive; when that"
                            + " is over the first unlocks.",
                    "The waiter is refused.",
                    Setting.THREE,
                    List.of("lock-for-a-dead-waiter"),
                    LeaseScenarios::deadWaiter),
            new Scenario(
                    "etcd-jepsen-lock",
                    "Jepsen of etcd 3.4.3 (2020)",
                    "Locks exclude nobody where a process stands still, unless each write bears a fence.",
                    "The holder stands still until its lease is over and another holds the lock and has written; then it"
                            + " writes, with the fence it had.",
                    "Its write is refused; the other's is not.",
                    Setting.THREE,
                    List.of("fence-ignored"),
                    LeaseScenarios::fenced),
            new Scenario(
                    "paused-leader-lease",
                    "etcd issue 20418's pattern (a process stands still) with a lease; Ratis' JvmPauseMonitor",
                    "A leader that had stood still kept a lease alive that was over, or ended one that was alive.",
                    "The leader is stopped (SIGSTOP) until another has ended a lease; a keep-alive waits at the first when it"
                            + " goes on. Another lease is kept alive at the other meanwhile.",
                    "The first lease is not kept alive; the other one lives.",
                    Setting.THREE,
                    List.of("keep-alive-of-dead-lease"),
                    LeaseScenarios::pausedLeader),
            new Scenario(
                    "lease-leader-change",
                    "a classic bug (chaos.md 5.1)",
                    "A new leader reckoned leases as if they had never been kept alive.",
                    "Leases of 5 s are kept alive for 8 s, then no more; at once the leader is moved.",
                    "They live for 5 s more at least.",
                    Setting.THREE,
                    List.of("lease-time-not-extended"),
                    LeaseScenarios::leaderMoved),
            new Scenario(
                    "lease-wall-clock",
                    "a classic bug (chaos.md 5.1)",
                    "Leases were reckoned by the time of day.",
                    "With leases of 8 s, all members' clocks jump an hour ahead; with others, an hour back.",
                    "None ends early, all end in time.",
                    Setting.THREE.lyingTo(),
                    List.of("wall-clock-leases"),
                    LeaseScenarios::clockJumps),
            new Scenario(
                    "lease-end",
                    "a classic bug (chaos.md 5.1)",
                    "A lease's keys did not all go with it, or not at one revision.",
                    "Leases with twenty keys each, of which some are put anew with another lease or none; then they end.",
                    "What a lease has at its end goes at one revision, and nothing else does.",
                    Setting.THREE,
                    List.of("lease-keeps-moved-key"),
                    LeaseScenarios::manyKeys));

    private LeaseScenarios() {}

    private static Actor.Reply<LockResponse> lock(Actor actor, long lease) {
        return actor.ask(
                LockGrpc.getLockMethod(),
                LockRequest.newBuilder().setName(LOCK).setLease(lease).build(),
                WAIT);
    }

    private static boolean exists(Actor actor, ByteString key) throws Unmet {
        return actor.get(RangeRequest.newBuilder().setKey(key).build()).must().getKvsCount() > 0;
    }

    private static void gone(Actor actor, long lease) throws Unmet, InterruptedException {
        for (int n = 0; actor.remaining(lease) >= 0; n++) {
            Stage.need(n < GONE_SECONDS * 10, "lease " + lease + " ended");
            sleep(100);
        }
    }

    private static void revoke(Actor actor, long lease) {
        actor.ask(
                LeaseGrpc.getLeaseRevokeMethod(),
                LeaseRevokeRequest.newBuilder().setID(lease).build());
    }

    private static void deadWaiter(Stage stage) throws Exception {
        for (int round = 0; round < 3; round++) {
            var member = stage.members().get(round);
            var holder = stage.actor(member);
            var waiter = stage.actor(member);
            var observer = stage.actor(member);
            long first = 100 + round * 10L;
            long second = first + 1;
            holder.grant(first, 20);
            var held = lock(holder, first).must();
            waiter.grant(second, 2);
            var waiting = stage.meanwhile(() -> lock(waiter, second));
            sleep(500);
            Stage.need(!waiting.isDone(), "the other one waits");
            gone(observer, second);
            holder.ask(
                            LockGrpc.getUnlockMethod(),
                            UnlockRequest.newBuilder().setKey(held.getKey()).build())
                    .must();
            var reply = waiting.get();
            if (reply.answer().isPresent()) {
                var key = reply.answer().get().getKey();
                stage.must(
                        exists(observer, key),
                        "lock without a lease",
                        "Lease " + second + " was over; then " + member + " gave its waiter the lock with the key "
                                + key.toStringUtf8() + ", which is not there");
            } else {
                stage.fact("said to the waiter", reply.said());
            }
            revoke(observer, first);
        }
    }

    private static void fenced(Stage stage) throws Exception {
        var member = stage.leader();
        var still = stage.actor(member);
        var next = stage.actor(stage.others(member).getFirst());
        still.grant(200, 2);
        var old = lock(still, 200).must().getKey();
        long oldFence = created(still, old);
        next.grant(201, 20);
        // The first does not keep its lease alive: it stands still.
        var fresh = lock(next, 201).must().getKey();
        long fence = created(next, fresh);
        stage.must(
                fence > oldFence,
                "older fence",
                "The second holder's fence is " + fence + ", that of the first was " + oldFence);
        stage.must(
                write(next, fresh, fence, "by-the-holder"),
                "holder refused",
                "Who holds the lock wrote under its fence " + fence + " and was refused");
        stage.must(
                !write(still, old, oldFence, "by-the-one-before"),
                "older fence accepted",
                "A write under the fence " + oldFence + " was accepted after one under " + fence);
        acknowledged(still, "unfenced", "nobody-minds");
        var late = stage.actor(member);
        late.grant(202, 20);
        var waits = stage.meanwhile(() -> lock(late, 202));
        sleep(1500);
        stage.must(!waits.isDone(), "held by two", "A third client got the lock while the second held it");
        revoke(next, 201);
        waits.get();
        revoke(next, 202);
    }

    private static long created(Actor actor, ByteString key) throws Unmet {
        var found = actor.get(RangeRequest.newBuilder().setKey(key).build()).must();
        Stage.need(found.getKvsCount() == 1, "the lock's key is there");
        return found.getKvs(0).getCreateRevision();
    }

    private static boolean write(Actor actor, ByteString key, long fence, String value) throws Unmet {
        return actor.txn(TxnRequest.newBuilder()
                        .addCompare(KeyValues.createdAt(key, fence))
                        .addSuccess(KeyValues.op(KeyValues.put("guarded", value)))
                        .build())
                .must()
                .getSucceeded();
    }

    private static void pausedLeader(Stage stage) throws Exception {
        var old = stage.leader();
        var client = stage.actor(old);
        client.grant(300, 3);
        client.put("leased", "by-300", 300).must();
        client.grant(301, 4);
        client.put("alive", "by-301", 301).must();
        client.keepAlive(300).must();
        stage.pause(old);
        var other = stage.actor(stage.leaderBesides(old));
        for (int n = 0; n < 60 && (!other.keepAlive(301).ok() || exists(other, KeyValues.bytes("leased"))); n++) {
            sleep(300);
        }
        Stage.need(!exists(other, KeyValues.bytes("leased")), "the lease was over");
        var keep = stage.meanwhile(() -> client.keepAlive(300));
        sleep(200);
        stage.resume(old);
        keep.get()
                .answer()
                .ifPresent(answer -> stage.must(
                        answer.getTTL() <= 0,
                        "kept alive after its end",
                        "The keys of lease 300 were gone; then " + old + ", which had stood still, kept it alive for "
                                + answer.getTTL() + " s"));
        for (int n = 0; n < 10; n++) {
            other.keepAlive(301);
            sleep(300);
        }
        stage.must(
                exists(other, KeyValues.bytes("alive")),
                "ended early",
                "Lease 301 was kept alive all the time, and its key is gone");
        revoke(other, 301);
    }

    private static void leaderMoved(Stage stage) throws Exception {
        var client = stage.actor(stage.leader());
        for (long id = 400; id < 404; id++) {
            client.grant(id, 5);
            client.put("leased/" + id, "by-" + id, id).must();
        }
        for (int n = 0; n < 8; n++) {
            for (long id = 400; id < 404; id++) {
                client.keepAlive(id).must();
            }
            sleep(1000);
        }
        for (long id = 400; id < 404; id++) {
            client.keepAlive(id).must();
        }
        var from = stage.leader();
        stage.moveLeader(from, stage.others(from).getFirst());
        var observer = stage.actor(stage.others(from).getLast());
        for (long id = 400; id < 404; id++) {
            gone(observer, id);
        }
    }

    private static void clockJumps(Stage stage) throws Exception {
        var client = stage.actor(stage.leader());
        for (int jump : new int[] {3_600_000, -3_600_000}) {
            long id = jump > 0 ? 500 : 501;
            client.grant(id, 8);
            client.put("leased/" + id, "by-" + id, id).must();
            sleep(1000);
            stage.fault("clock", "all: " + jump + " ms", () -> {
                for (var member : stage.members()) {
                    stage.cluster()
                            .switches(member)
                            .orElseThrow(() -> new Unmet("members can be lied to here"))
                            .clock(jump, 0);
                }
            });
            gone(client, id);
        }
        stage.fault("clock", "all: right", () -> {
            for (var member : stage.members()) {
                stage.cluster().switches(member).ifPresent(switches -> switches.clock(0, 0));
            }
        });
    }

    private static void manyKeys(Stage stage) throws Exception {
        var client = stage.actor(stage.leader());
        for (int round = 0; round < 3; round++) {
            long first = 600 + round * 10L;
            long second = first + 1;
            client.grant(first, 3);
            client.grant(second, 6);
            for (int n = 0; n < 20; n++) {
                client.put("many/" + round + "/" + n, "first-" + n, first).must();
            }
            client.put("many/" + round + "/3", "second", second).must();
            client.put("many/" + round + "/4", "none").must();
            client.delete("many/" + round + "/5").must();
            gone(client, first);
            stage.must(
                    exists(client, KeyValues.bytes("many/" + round + "/3")),
                    "key of another lease deleted",
                    "many/" + round + "/3 had been put with lease " + second + ", and went with lease " + first);
            gone(client, second);
            var left = client.get(Actor.prefix("many/" + round + "/")).must();
            stage.must(
                    left.getKvsCount() == 1,
                    "lease deleted in parts",
                    "Both leases are over, and of their keys and one without a lease " + left.getKvsCount()
                            + " are left, expected 1");
        }
    }
}
