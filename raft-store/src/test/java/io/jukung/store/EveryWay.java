package io.jukung.store;

import static io.jukung.store.AuthCalls.alarm;
import static io.jukung.store.AuthCalls.compare;
import static io.jukung.store.AuthCalls.delete;
import static io.jukung.store.AuthCalls.get;
import static io.jukung.store.AuthCalls.op;
import static io.jukung.store.AuthCalls.put;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.HashRequest;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.proto.etcd.MemberUpdateRequest;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.proto.etcd.SnapshotRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.authpb.Permission;

/** Every way to a key, and every call that only some may make. */
final class EveryWay {

    private static final String OPEN = "\0";

    private final AuthTranscript at;
    private final AuthCalls calls;

    EveryWay(AuthTranscript at, AuthCalls calls) {
        this.at = at;
        this.calls = calls;
    }

    /** Within and outside of what alice may. */
    void asked(String as) {
        calls.range(as, "a1", "");
        calls.range(as, "a1", "a7");
        calls.range(as, "a", "b");
        calls.range(as, "a", "b\0");
        calls.range(as, "secret", "");
        calls.range(as, "w/1", "");
        calls.range(as, "r/", "r0");
        calls.range(as, "r/", OPEN);
        calls.range(as, OPEN, OPEN);
        calls.range(as, "z", "a");
        calls.range(as, "", "");
        at.call(
                "future range",
                as,
                stubs -> stubs.kv().range(get("secret", "").setRevision(5000).build()));
        at.call(
                "serializable range",
                as,
                stubs -> stubs.kv().range(get("a1", "").setSerializable(true).build()));
        at.call(
                "serializable secret",
                as,
                stubs ->
                        stubs.kv().range(get("secret", "").setSerializable(true).build()));
        at.call(
                "count secret",
                as,
                stubs -> stubs.kv().range(get("secret", "").setCountOnly(true).build()));
        for (var key : new String[] {"a1", "r/1", "w/1", "secret"}) {
            at.call("put " + key, as, stubs -> stubs.kv().put(put(key).build()));
            at.call(
                    "put with previous " + key,
                    as,
                    stubs -> stubs.kv().put(put(key).setPrevKv(true).build()));
        }
        at.call(
                "put ignoring the value",
                as,
                stubs -> stubs.kv()
                        .put(put("w/1").clearValue().setIgnoreValue(true).build()));
        at.call(
                "put on a missing lease",
                as,
                stubs -> stubs.kv().put(put("a1").setLease(12345).build()));
        at.call(
                "delete a9",
                as,
                stubs -> stubs.kv().deleteRange(delete("a9", "").build()));
        at.call(
                "delete with previous r/1",
                as,
                stubs ->
                        stubs.kv().deleteRange(delete("r/1", "").setPrevKv(true).build()));
        at.call(
                "delete with previous w/1",
                as,
                stubs ->
                        stubs.kv().deleteRange(delete("w/1", "").setPrevKv(true).build()));
        at.call(
                "delete secret",
                as,
                stubs -> stubs.kv().deleteRange(delete("secret", "").build()));
        at.call(
                "delete w/ to the end",
                as,
                stubs -> stubs.kv().deleteRange(delete("w/", OPEN).build()));
        calls.txn(as, "reading a1", TxnRequest.newBuilder().addSuccess(op(get("a1", ""))));
        calls.txn(as, "reading secret", TxnRequest.newBuilder().addSuccess(op(get("secret", ""))));
        calls.txn(
                as,
                "reading secret in the other branch",
                TxnRequest.newBuilder().addFailure(op(get("secret", ""))));
        calls.txn(as, "comparing secret", TxnRequest.newBuilder().addCompare(compare("secret", "")));
        calls.txn(as, "comparing all", TxnRequest.newBuilder().addCompare(compare(OPEN, OPEN)));
        calls.txn(
                as,
                "comparing secret to put",
                TxnRequest.newBuilder().addCompare(compare("secret", "")).addSuccess(op(put("a1"))));
        calls.txn(
                as,
                "putting a1",
                TxnRequest.newBuilder().addCompare(compare("a1", "a3")).addSuccess(op(put("a1"))));
        calls.txn(as, "putting secret", TxnRequest.newBuilder().addSuccess(op(put("secret"))));
        calls.txn(
                as,
                "putting secret in the other branch",
                TxnRequest.newBuilder().addSuccess(op(put("a1"))).addFailure(op(put("secret"))));
        calls.txn(as, "deleting secret", TxnRequest.newBuilder().addSuccess(op(delete("secret", ""))));
        calls.txn(
                as,
                "deleting with previous w/1",
                TxnRequest.newBuilder().addSuccess(op(delete("w/1", "").setPrevKv(true))));
        calls.txn(
                as,
                "nested putting secret",
                TxnRequest.newBuilder().addSuccess(op(TxnRequest.newBuilder().addFailure(op(put("secret"))))));
        calls.txn(
                as,
                "nested comparing secret",
                TxnRequest.newBuilder()
                        .addSuccess(op(TxnRequest.newBuilder().addCompare(compare("secret", ""))))
                        .addSuccess(op(put("a1"))));
        calls.txn(as, "with an empty key", TxnRequest.newBuilder().addSuccess(op(put(""))));
        at.watch(as, "a1", "");
        at.watch(as, "a", "b");
        at.watch(as, "a", "c");
        at.watch(as, "secret", "");
        at.watch(as, "r/", OPEN);
        at.watch(as, "", "");
        at.watch(as, "", OPEN);
        at.watch(as, "z", "a");
        calls.grant(as, as.length() + 800L);
        calls.revoke(as, as.length() + 800L);
        calls.revoke(as, 4711);
        at.keepAlive(as, 4711);
        calls.timeToLive(as, 4711, true);
        at.call(
                "members",
                as,
                stubs -> stubs.cluster().memberList(MemberListRequest.getDefaultInstance()).toBuilder()
                        .clearMembers()
                        .build());
        at.call(
                "members linearizable",
                as,
                stubs ->
                        stubs
                                .cluster()
                                .memberList(MemberListRequest.newBuilder()
                                        .setLinearizable(true)
                                        .build())
                                .toBuilder()
                                .clearMembers()
                                .build());
        if (!as.equals("root")) {
            at.call(
                    "member add",
                    as,
                    stubs -> stubs.cluster()
                            .memberAdd(MemberAddRequest.newBuilder()
                                    .addPeerURLs("http://127.0.0.1:1")
                                    .build()));
            at.call(
                    "member remove",
                    as,
                    stubs -> stubs.cluster()
                            .memberRemove(
                                    MemberRemoveRequest.newBuilder().setID(1).build()));
            at.call(
                    "member update",
                    as,
                    stubs -> stubs.cluster()
                            .memberUpdate(MemberUpdateRequest.newBuilder()
                                    .setID(1)
                                    .addPeerURLs("http://127.0.0.1:1")
                                    .build()));
            at.call(
                    "member promote",
                    as,
                    stubs -> stubs.cluster()
                            .memberPromote(
                                    MemberPromoteRequest.newBuilder().setID(1).build()));
            at.call(
                    "snapshot",
                    as,
                    stubs -> stubs.maintenance()
                            .snapshot(SnapshotRequest.getDefaultInstance())
                            .next());
        }
        maintenance(as);
        calls.lists(as);
        calls.userGet(as, "alice");
        calls.userGet(as, "root");
        calls.userGet(as, "nobody");
        calls.roleGet(as, "r");
        calls.roleGet(as, "other");
        calls.roleGet(as, "missing");
        calls.userAdd(as, "bob", "x");
        calls.userDelete(as, "nobody");
        calls.password(as, "alice", "wonder");
        calls.grantRole(as, "nobody", "r");
        calls.revokeRole(as, "nobody", "r");
        calls.roleAdd(as, "new");
        calls.roleDelete(as, "missing");
        calls.permit(as, "missing", Permission.Type.READ, "a", "");
        calls.forbid(as, "missing", "a", "");
        at.call(
                "permit nothing",
                as,
                stubs -> stubs.auth()
                        .roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                                .setName("r")
                                .build()));
        calls.status(as);
        at.call(
                "compact",
                as,
                stubs -> stubs.kv()
                        .compact(CompactionRequest.newBuilder().setRevision(2).build()));
    }

    void maintenance(String as) {
        at.call(
                "status",
                as,
                stubs -> stubs.maintenance()
                        .status(StatusRequest.getDefaultInstance())
                        .getDefaultInstanceForType());
        at.call("alarm list", as, stubs -> stubs.maintenance().alarm(alarm(AlarmRequest.AlarmAction.GET)));
        at.call("alarm disarm", as, stubs -> stubs.maintenance().alarm(alarm(AlarmRequest.AlarmAction.DEACTIVATE)));
        at.call(
                "defragment",
                as,
                stubs -> stubs.maintenance()
                        .defragment(DefragmentRequest.getDefaultInstance())
                        .getDefaultInstanceForType());
        at.call(
                "hash",
                as,
                stubs -> stubs.maintenance()
                        .hash(HashRequest.getDefaultInstance())
                        .getDefaultInstanceForType());
        at.call(
                "hash of keys",
                as,
                stubs -> stubs.maintenance()
                        .hashKV(HashKVRequest.getDefaultInstance())
                        .getDefaultInstanceForType());
        at.call(
                "move leader",
                as,
                stubs -> stubs.maintenance()
                        .moveLeader(
                                MoveLeaderRequest.newBuilder().setTargetID(1).build()));
    }
}
