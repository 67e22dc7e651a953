package io.jukung.chaos.scenario;

import static io.jukung.chaos.scenario.Steps.BRIEF;
import static io.jukung.chaos.scenario.Steps.LONG;
import static io.jukung.chaos.scenario.Steps.acknowledged;
import static io.jukung.chaos.scenario.Steps.follower;
import static io.jukung.chaos.scenario.Steps.sleep;

import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Load;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.scenario.Scenario.Setting;
import io.jukung.chaos.workload.KeyValues;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthenticateRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.authpb.Permission;
import java.util.List;

/** Of the replicated state: members that get it whole, and that come to the same from the same log. */
final class StateScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "etcd-14571",
                    "etcd issue 14571, up to 3.4.21 and 3.5.5 (2022)",
                    "A member that took a snapshot went on with the permissions it had before, and refused what others did.",
                    "With authentication on, a follower is cut off until it needs a snapshot; meanwhile a user's permission is"
                            + " taken away and another given. Then it is asked.",
                    "It permits and refuses as the others do, and all have the same data.",
                    Setting.LITTLE_LOG,
                    List.of("users-of-before"),
                    StateScenarios::permissions),
            new Scenario(
                    "etcd-18667",
                    "etcd issue 18667, 3.4 to 3.6 (2024)",
                    "A transaction that read a compacted revision was applied by some members and refused by others.",
                    "Transactions that put a key and read a compacted revision are sent to each member, with the read before,"
                            + " after and beside the put.",
                    "Each is refused and has no effect anywhere; all have the same data.",
                    Setting.THREE,
                    List.of("transaction-in-two-steps"),
                    StateScenarios::compactedInATransaction),
            new Scenario(
                    "etcd-18055",
                    "etcd issues 18055 and 20133, 3.5 and 3.6 (2024)",
                    "A member panicked when it got two snapshots in a short time.",
                    "Under load a follower is killed again and again, long enough to need a snapshot each time, and once or"
                            + " twice while it takes one.",
                    "No panic; it has what the others have.",
                    Setting.LITTLE_LOG,
                    List.of("snapshot-of-older-revision"),
                    StateScenarios::manySnapshots),
            new Scenario(
                    "ratis-snapshot-install",
                    "Ratis 3.3, SnapshotManager: chunks without fsync, the directory replaced under the server's lock",
                    "A member that fetched the state had not all of it, or lost it in the next crash.",
                    "A follower is down until it needs a snapshot; meanwhile leases are granted and all is compacted. It takes"
                            + " the snapshot, is killed (-9), starts, and is made the leader.",
                    "It knows the leases, which end in time; its data is that of the others.",
                    Setting.LITTLE_LOG,
                    List.of("snapshot-without-leases"),
                    StateScenarios::snapshotWithLeases));

    /** Seconds. */
    private static final int TTL = 20;

    private StateScenarios() {}

    private static void setUpUsers(Actor actor) throws Exception {
        for (var name : List.of("root", "u")) {
            actor.ask(
                            AuthGrpc.getUserAddMethod(),
                            AuthUserAddRequest.newBuilder()
                                    .setName(name)
                                    .setPassword("of-" + name)
                                    .build())
                    .must();
        }
        for (var role : List.of("root", "r")) {
            actor.ask(
                            AuthGrpc.getRoleAddMethod(),
                            AuthRoleAddRequest.newBuilder().setName(role).build())
                    .must();
        }
        for (var pair : List.of(List.of("root", "root"), List.of("u", "r"))) {
            actor.ask(
                            AuthGrpc.getUserGrantRoleMethod(),
                            AuthUserGrantRoleRequest.newBuilder()
                                    .setUser(pair.getFirst())
                                    .setRole(pair.getLast())
                                    .build())
                    .must();
        }
        permit(actor, "a");
        actor.ask(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance())
                .must();
    }

    private static void permit(Actor actor, String key) throws Exception {
        actor.ask(
                        AuthGrpc.getRoleGrantPermissionMethod(),
                        AuthRoleGrantPermissionRequest.newBuilder()
                                .setName("r")
                                .setPerm(Permission.newBuilder()
                                        .setPermType(Permission.Type.READWRITE)
                                        .setKey(KeyValues.bytes(key)))
                                .build())
                .must();
    }

    private static Actor authenticated(Stage stage, String member, String name) throws Exception {
        try (var nobody = stage.actor(member)) {
            var token = nobody.ask(
                            AuthGrpc.getAuthenticateMethod(),
                            AuthenticateRequest.newBuilder()
                                    .setName(name)
                                    .setPassword("of-" + name)
                                    .build())
                    .must()
                    .getToken();
            return stage.actor(member, token);
        }
    }

    private static void permissions(Stage stage) throws Exception {
        var leader = stage.leader();
        var follower = follower(stage);
        long before = stage.snapshots(follower);
        setUpUsers(stage.actor(leader));
        var root = authenticated(stage, leader, "root");
        try {
            acknowledged(authenticated(stage, follower, "u"), "a", "permitted-at-first");
            stage.isolate(follower);
            root.ask(
                            AuthGrpc.getRoleRevokePermissionMethod(),
                            AuthRoleRevokePermissionRequest.newBuilder()
                                    .setRole("r")
                                    .setKey(KeyValues.bytes("a"))
                                    .build())
                    .must();
            permit(root, "b");
            for (int n = 0; n < 400; n++) {
                root.put("load/" + n % 10, "root-" + n + ".".repeat(1000)).must();
            }
            // Until connections have broken: what lies in them would be delivered else.
            sleep(6000);
            stage.join();
            stage.awaitSnapshot(follower, before);
            var user = authenticated(stage, follower, "u");
            var permitted = user.put("b", "permitted-now");
            stage.must(
                    permitted.ok(),
                    "permission lost",
                    "u may write b since before " + follower + " took a snapshot, and there it was "
                            + permitted.said());
            var refused = user.put("a", "not-permitted-any-more");
            stage.must(
                    refused.refused(),
                    "permission kept",
                    "u may not write a since before " + follower + " took a snapshot, and there it was "
                            + refused.said());
            root.put("load/last", "by-root").must();
        } finally {
            root.ask(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
        }
    }

    private static void compactedInATransaction(Stage stage) throws Exception {
        var operator = stage.actor(stage.leader());
        long old = 0;
        for (int n = 0; n < 20; n++) {
            long revision =
                    operator.put("k" + n, "first-" + n).must().getHeader().getRevision();
            old = n == 5 ? revision : old;
        }
        long last = operator.put("k0", "second").must().getHeader().getRevision();
        stage.witnessed(last);
        operator.compact(last).must();
        var read = KeyValues.op(RangeRequest.newBuilder()
                .setKey(KeyValues.bytes("k1"))
                .setRevision(old)
                .build());
        for (var member : stage.members()) {
            var actor = stage.actor(member);
            for (int shape = 0; shape < 3; shape++) {
                var key = "t-" + member + "-" + shape;
                var put = KeyValues.op(KeyValues.put(key, "never"));
                var more = KeyValues.op(KeyValues.put(key + "-more", "never-either"));
                var txn = TxnRequest.newBuilder();
                switch (shape) {
                    case 0 -> txn.addSuccess(read).addSuccess(put);
                    case 1 -> txn.addSuccess(put).addSuccess(read);
                    default -> txn.addSuccess(put).addSuccess(read).addSuccess(more);
                }
                var reply = actor.txn(txn.build());
                stage.must(
                        !reply.ok(),
                        "read of what was compacted",
                        "A transaction at " + member + " that reads revision " + old + ", compacted to " + last
                                + ", was answered " + reply.said());
                stage.must(
                        actor.get(key).must().getKvsCount() == 0,
                        "refused write took effect",
                        "A transaction at " + member + " was not answered (" + reply.said() + "), and its put of " + key
                                + " is there");
            }
        }
        for (var member : stage.members()) {
            acknowledged(stage.actor(member), "afterwards", "by-" + member);
        }
    }

    private static void manySnapshots(Stage stage) throws Exception {
        var follower = follower(stage);
        long before = stage.snapshots(follower);
        try (var load = stage.load(8, BRIEF, 1000, stage.others(follower))) {
            for (int round = 0; round < 6; round++) {
                stage.kill(List.of(follower));
                load.more(500, LONG);
                stage.start(List.of(follower));
                // The next kill comes while it starts, takes the snapshot, or has just taken it.
                sleep(round % 2 == 0 ? 1500 + round * 300L : 5000);
            }
            stage.kill(List.of(follower));
            load.more(500, LONG);
            stage.revive(List.of(follower));
            // Ours keeps the log behind a copy of its state for a minute, so that one may do for all that follows.
            stage.awaitSnapshot(follower, before);
            load.more(50, LONG);
        }
        stage.fact("snapshots taken", stage.snapshots(follower) - before);
    }

    private static void snapshotWithLeases(Stage stage) throws Exception {
        var leader = stage.leader();
        var follower = follower(stage);
        long before = stage.snapshots(follower);
        var client = stage.actor(leader);
        stage.kill(List.of(follower));
        for (long id = 700; id < 705; id++) {
            client.grant(id, TTL);
            client.put("leased/" + id, "by-" + id, id).must();
        }
        try (var load = stage.load(8, BRIEF, 1000, stage.others(follower))) {
            more(load, 800, client);
            long revision = client.revision();
            stage.witnessed(revision);
            client.compact(revision).must();
            more(load, 400, client);
            stage.start(List.of(follower));
            stage.awaitSnapshot(follower, before);
            keep(client);
            stage.kill(List.of(follower));
            stage.revive(List.of(follower));
            keep(client);
        }
        long revision = client.revision();
        stage.applied(follower, revision);
        keep(client);
        stage.moveLeader(stage.leader(), follower);
        Stage.need(stage.leader().equals(follower), follower + " leads");
        var asked = stage.actor(follower);
        for (long id = 700; id < 705; id++) {
            long remaining = asked.remaining(id);
            stage.must(
                    remaining >= 0,
                    "lease lost in a snapshot",
                    "Lease " + id + " of " + TTL + " s had just been kept alive, and " + follower
                            + ", which took a snapshot and leads now, does not know it");
        }
    }

    /** The leases are kept alive meanwhile: a slow machine needs longer than they live. */
    private static void more(Load load, int requests, Actor client) throws Exception {
        for (int part = 0; part < requests; part += 100) {
            load.more(100, LONG);
            keep(client);
        }
    }

    private static void keep(Actor client) throws Exception {
        for (long id = 700; id < 705; id++) {
            Stage.need(client.keepAlive(id).must().getTTL() > 0, "lease " + id + " lives when it is kept alive");
        }
    }
}
