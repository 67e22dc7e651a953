package io.jukung.store;

import static io.jukung.store.AuthCalls.alarm;
import static io.jukung.store.AuthCalls.get;
import static io.jukung.store.AuthCalls.op;
import static io.jukung.store.AuthCalls.put;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.authpb.Permission;

/** Every RPC that has to do with users, in the same order against whatever server. */
final class AuthScenario {

    private static final String NOBODY = AuthTranscript.NOBODY;

    private static final String OPEN = "\0";

    private final AuthTranscript at;
    private final AuthCalls calls;
    private final EveryWay everyWay;

    private AuthScenario(AuthTranscript at) {
        this.at = at;
        calls = new AuthCalls(at);
        everyWay = new EveryWay(at, calls);
    }

    static void play(AuthTranscript at) {
        var scenario = new AuthScenario(at);
        scenario.usersAndRolesWithoutAuth();
        scenario.enable();
        scenario.everyWay.asked(NOBODY);
        scenario.logins();
        scenario.everyWay.asked("alice");
        scenario.leasesOfOthers();
        scenario.roles();
        scenario.administration();
        scenario.disable();
    }

    /** What tokens that say themselves under which revision they were issued are good for, and how long. */
    static void playSignedTokens(AuthTranscript at) {
        new AuthScenario(at).signedTokens();
    }

    private void signedTokens() {
        calls.userAdd(NOBODY, "root", "secret");
        calls.userAdd(NOBODY, "alice", "wonder");
        calls.grantRole(NOBODY, "root", "root");
        calls.roleAdd(NOBODY, "r");
        calls.permit(NOBODY, "r", Permission.Type.READWRITE, "a", "b");
        calls.grantRole(NOBODY, "alice", "r");
        calls.grant(NOBODY, 900);
        calls.enableBy(NOBODY);
        at.login("root", "secret");
        at.login("alice", "wonder");
        at.login("alice", "wrong");
        withAnyToken();
        calls.userAdd("root", "bob", "x");
        withAnyToken();
        at.login("alice", "wonder");
        withAnyToken();
        calls.userDelete("root", "alice");
        withAnyToken();
        calls.password("root", "root", "changed");
        calls.status("root");
        at.call("put", "root", stubs -> stubs.kv().put(put("a1").build()));
        at.use("alice", "abcdefghijklmnop.1");
        withAnyToken();
        at.login("root", "changed");
        at.call("auth disable", "root", stubs -> stubs.auth().authDisable(AuthDisableRequest.getDefaultInstance()));
        withAnyToken();
    }

    private void withAnyToken() {
        calls.range("alice", "a1", "");
        at.call("put", "alice", stubs -> stubs.kv().put(put("a1").build()));
        at.call("put elsewhere", "alice", stubs -> stubs.kv().put(put("x").build()));
        calls.txn("alice", "reading a1", TxnRequest.newBuilder().addSuccess(op(get("a1", ""))));
        at.watch("alice", "a1", "");
        calls.grant("alice", 901);
        calls.revoke("alice", 901);
        calls.timeToLive("alice", 900, true);
        at.keepAlive("alice", 900);
        calls.userGet("alice", "alice");
        calls.roleGet("alice", "r");
        calls.lists("alice");
        at.call("alarm list", "alice", stubs -> stubs.maintenance().alarm(alarm(AlarmRequest.AlarmAction.GET)));
        at.call("put", "root", stubs -> stubs.kv().put(put("a1").build()));
        calls.lists("root");
    }

    private void usersAndRolesWithoutAuth() {
        calls.status(NOBODY);
        calls.enableBy(NOBODY);
        at.call("auth disable", NOBODY, stubs -> stubs.auth().authDisable(AuthDisableRequest.getDefaultInstance()));
        at.login("root", "secret");
        calls.userAdd(NOBODY, "", "x");
        calls.userAdd(NOBODY, "root", "secret");
        calls.userAdd(NOBODY, "root", "other");
        calls.enableBy(NOBODY);
        calls.userAdd(NOBODY, "alice", "wonder");
        calls.userAdd(NOBODY, "empty", "");
        calls.userAdd(NOBODY, "long", "p".repeat(72));
        calls.userAdd(NOBODY, "longer", "p".repeat(73));
        calls.userAddWithoutPassword(NOBODY, "card");
        calls.userGet(NOBODY, "nobody");
        calls.userGet(NOBODY, "alice");
        calls.userDelete(NOBODY, "nobody");
        calls.password(NOBODY, "nobody", "x");
        calls.password(NOBODY, "card", "x");
        calls.password(NOBODY, "empty", "");
        calls.grantRole(NOBODY, "nobody", "root");
        calls.grantRole(NOBODY, "alice", "missing");
        calls.roleAdd(NOBODY, "");
        calls.roleAdd(NOBODY, "r");
        calls.roleAdd(NOBODY, "r");
        calls.roleAdd(NOBODY, "other");
        calls.roleGet(NOBODY, "missing");
        calls.roleGet(NOBODY, "root");
        calls.roleDelete(NOBODY, "missing");
        at.call(
                "permit nothing",
                NOBODY,
                stubs -> stubs.auth()
                        .roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                                .setName("r")
                                .build()));
        calls.permit(NOBODY, "missing", Permission.Type.READ, "a", "");
        calls.permit(NOBODY, "r", Permission.Type.READ, "", "");
        calls.permit(NOBODY, "r", Permission.Type.READ, "z", "a");
        calls.permit(NOBODY, "r", Permission.Type.READ, "a", "a");
        calls.permit(NOBODY, "r", Permission.Type.READ, "b", "");
        calls.permit(NOBODY, "r", Permission.Type.READWRITE, "a", "a5");
        calls.permit(NOBODY, "r", Permission.Type.READWRITE, "a5", "b");
        calls.permit(NOBODY, "r", Permission.Type.READ, "r/", "r0");
        calls.permit(NOBODY, "r", Permission.Type.WRITE, "w/", "w0");
        calls.permit(NOBODY, "r", Permission.Type.WRITE, "b", "");
        calls.permit(NOBODY, "other", Permission.Type.READ, "x", OPEN);
        calls.permit(NOBODY, "other", Permission.Type.READ, "x", OPEN);
        calls.roleGet(NOBODY, "r");
        calls.roleGet(NOBODY, "other");
        calls.forbid(NOBODY, "missing", "a", "");
        calls.forbid(NOBODY, "r", "a", "");
        calls.forbid(NOBODY, "r", "b", "");
        calls.forbid(NOBODY, "r", "b", "");
        calls.roleGet(NOBODY, "r");
        calls.grantRole(NOBODY, "alice", "r");
        calls.grantRole(NOBODY, "alice", "r");
        calls.grantRole(NOBODY, "alice", "other");
        calls.userGet(NOBODY, "alice");
        calls.revokeRole(NOBODY, "nobody", "r");
        calls.revokeRole(NOBODY, "alice", "missing");
        calls.revokeRole(NOBODY, "alice", "other");
        calls.lists(NOBODY);
        calls.status(NOBODY);
        for (var key : new String[] {"a1", "r/1", "w/1", "secret"}) {
            at.call("put " + key, NOBODY, stubs -> stubs.kv().put(put(key).build()));
        }
        calls.grant(NOBODY, 700);
        calls.grant(NOBODY, 701);
        at.call(
                "put secret with lease",
                NOBODY,
                stubs -> stubs.kv().put(put("secret").setLease(700).build()));
        at.call(
                "put w/lease with lease",
                NOBODY,
                stubs -> stubs.kv().put(put("w/lease").setLease(701).build()));
    }

    private void enable() {
        calls.grantRole(NOBODY, "root", "root");
        calls.enableBy(NOBODY);
        calls.enableBy(NOBODY);
        calls.status(NOBODY);
    }

    private void logins() {
        at.login("root", "wrong");
        at.login("nobody", "x");
        at.login("card", "");
        at.login("card", "x");
        at.login("empty", "x");
        at.login("empty", "");
        at.login("long", "p".repeat(72));
        at.login("long", "p".repeat(80));
        at.login("", "x");
        at.login("root", "secret");
        at.login("alice", "wonder");
        at.use("forger", "abcdefghijklmnop.1");
        at.use("garbler", "x");
        calls.range("forger", "a1", "");
        calls.range("garbler", "a1", "");
        at.call("put", "garbler", stubs -> stubs.kv().put(put("a1").build()));
        at.call("empty put", "garbler", stubs -> stubs.kv().put(put("").build()));
        at.call(
                "grant",
                "garbler",
                stubs -> stubs.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder()
                                .setID(888)
                                .setTTL(100)
                                .build()));
        at.watch("garbler", "a1", "");
        at.call("members", "garbler", stubs -> stubs.cluster().memberList(MemberListRequest.getDefaultInstance()));
        calls.lists("garbler");
        calls.status("root");
        calls.status("alice");
        calls.enableBy("root");
        calls.enableBy("alice");
    }

    private void leasesOfOthers() {
        at.call("leases", "alice", stubs -> stubs.lease().leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
        for (long id : new long[] {700, 701}) {
            calls.timeToLive("alice", id, false);
            calls.timeToLive("alice", id, true);
            at.keepAlive("alice", id);
            at.call(
                    "put a2 on lease " + id,
                    "alice",
                    stubs -> stubs.kv().put(put("a2").setLease(id).build()));
        }
        calls.revoke("alice", 700);
        at.call(
                "leases",
                "root",
                stubs -> stubs.lease().leaseLeases(LeaseLeasesRequest.getDefaultInstance()).toBuilder()
                        .clearLeases()
                        .build());
        calls.timeToLive("root", 700, true);
        at.keepAlive("root", 700);
        calls.revoke("alice", 701);
        calls.revoke("root", 700);
        at.call("leases", "alice", stubs -> stubs.lease().leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
    }

    /** What a change of users, roles and passwords does to who is logged in. */
    private void roles() {
        calls.permit("root", "r", Permission.Type.READWRITE, "c", "d");
        at.login("alice", "wonder");
        at.call("put c1", "alice", stubs -> stubs.kv().put(put("c1").build()));
        calls.revokeRole("root", "alice", "r");
        at.call(
                "put c1 after the role was revoked",
                "alice",
                stubs -> stubs.kv().put(put("c1").build()));
        calls.grantRole("root", "alice", "r");
        at.call(
                "put c1 after it was granted again",
                "alice",
                stubs -> stubs.kv().put(put("c1").build()));
        calls.roleDelete("root", "r");
        at.call(
                "put c1 after the role was deleted",
                "alice",
                stubs -> stubs.kv().put(put("c1").build()));
        calls.userGet("root", "alice");
        calls.password("root", "alice", "new");
        calls.range("alice", "a1", "");
        at.login("alice", "wonder");
        at.login("alice", "new");
        calls.range("alice", "a1", "");
        calls.userDelete("root", "alice");
        calls.range("alice", "a1", "");
        calls.grantRole("root", "empty", "root");
        at.login("empty", "");
        calls.lists("empty");
        calls.range("empty", OPEN, OPEN);
        calls.revokeRole("root", "empty", "root");
        calls.lists("empty");
    }

    private void administration() {
        calls.userDelete("root", "root");
        calls.revokeRole("root", "root", "root");
        calls.roleDelete("root", "root");
        calls.roleAdd("root", "root");
        calls.roleGet("root", "root");
        calls.roleDelete("root", "root");
        calls.roleDelete("root", "missing");
        calls.userGet("root", "missing");
        everyWay.maintenance("root");
        calls.lists("root");
        at.call(
                "compact",
                "root",
                stubs -> stubs.kv()
                        .compact(CompactionRequest.newBuilder().setRevision(2).build()));
        calls.password("root", "root", "changed");
        calls.lists("root");
        at.login("root", "changed");
        calls.status("root");
    }

    private void disable() {
        at.call("auth disable", NOBODY, stubs -> stubs.auth().authDisable(AuthDisableRequest.getDefaultInstance()));
        at.call("auth disable", "root", stubs -> stubs.auth().authDisable(AuthDisableRequest.getDefaultInstance()));
        calls.status("root");
        calls.range("garbler", "secret", "");
        at.login("root", "changed");
        calls.userDelete(NOBODY, "root");
        calls.lists(NOBODY);
        calls.enableBy(NOBODY);
    }
}
