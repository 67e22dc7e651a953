package io.jukung.store;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Channel;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmRequest.AlarmAction;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthRoleGetRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleListRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthStatusRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthUserGetRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthUserListRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeRequest.DowngradeAction;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseStatus;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.proto.etcd.MemberUpdateRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.GetSettingsRequest;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.store.apply.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Something of everything a store can hold: how it comes in, and all of it as text. */
record GoldenData(Channel channel) {

    private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
    private static final long SHORT_LEASE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Makes it with a command of each kind that a client can bring about. */
    void write() {
        var kv = KVGrpc.newBlockingStub(channel);
        var lease = LeaseGrpc.newBlockingStub(channel);
        for (long id : new long[] {7, 8}) {
            lease.leaseGrant(
                    LeaseGrantRequest.newBuilder().setID(id).setTTL(1_000_000).build());
        }
        for (int i = 0; i < 8; i++) {
            kv.put(Requests.put("key" + i % 5, "value " + i));
        }
        kv.put(PutRequest.newBuilder()
                .setKey(bytes("leased"))
                .setValue(ByteString.copyFrom(new byte[] {0, -1, -128}))
                .setLease(7)
                .build());
        kv.put(PutRequest.newBuilder().setKey(bytes("revoked")).setLease(8).build());
        kv.deleteRange(DeleteRangeRequest.newBuilder()
                .setKey(bytes("key1"))
                .setRangeEnd(bytes("key3"))
                .build());
        kv.txn(Requests.txn(
                Requests.op(Requests.put("txn/1", "one")),
                Requests.op(Requests.put("txn/2", "two")),
                Requests.op(Requests.delete("key3"))));
        lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(8).build());
        expire(kv, lease);
        kv.compact(CompactionRequest.newBuilder().setRevision(6).build());
        kv.put(Requests.put("key1", "again"));
        members();
        SettingsGrpc.newBlockingStub(channel)
                .set(SetSettingsRequest.newBuilder()
                        .setSet(ClusterSettings.newBuilder().setMaxTxnOps(77))
                        .build());
        downgrade();
        users();
        var alarm = AlarmRequest.newBuilder().setAlarm(AlarmType.NOSPACE).setMemberID(4711);
        var maintenance = MaintenanceGrpc.newBlockingStub(channel);
        for (var action : List.of(AlarmAction.ACTIVATE, AlarmAction.DEACTIVATE, AlarmAction.ACTIVATE)) {
            maintenance.alarm(alarm.setAction(action).build());
        }
    }

    private void expire(KVGrpc.KVBlockingStub kv, LeaseGrpc.LeaseBlockingStub lease) {
        lease.leaseGrant(
                LeaseGrantRequest.newBuilder().setID(9).setTTL(SHORT_LEASE).build());
        kv.put(PutRequest.newBuilder().setKey(bytes("expired")).setLease(9).build());
        await().atMost(PATIENCE).until(() -> kv.range(Requests.range("expired")).getCount() == 0);
    }

    private void members() {
        var cluster = ClusterGrpc.newBlockingStub(channel);
        long added = cluster.memberAdd(MemberAddRequest.newBuilder()
                        .addPeerURLs("http://127.0.0.1:1")
                        .setIsLearner(true)
                        .build())
                .getMember()
                .getID();
        cluster.memberUpdate(MemberUpdateRequest.newBuilder()
                .setID(added)
                .addPeerURLs("http://127.0.0.1:2")
                .build());
        cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(added).build());
    }

    private void downgrade() {
        var maintenance = MaintenanceGrpc.newBlockingStub(channel);
        var enable = DowngradeRequest.newBuilder()
                .setAction(DowngradeAction.ENABLE)
                .setVersion("3.5.0")
                .build();
        // Refused until the members have told their releases.
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> maintenance.downgrade(enable).hasHeader());
        maintenance.downgrade(
                DowngradeRequest.newBuilder().setAction(DowngradeAction.CANCEL).build());
    }

    private void users() {
        var auth = AuthGrpc.newBlockingStub(channel);
        for (var name : List.of("root", "alice", "gone")) {
            auth.userAdd(AuthUserAddRequest.newBuilder()
                    .setName(name)
                    .setPassword("first")
                    .build());
            auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(name).build());
            auth.userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                    .setUser(name)
                    .setRole(name)
                    .build());
            auth.userChangePassword(AuthUserChangePasswordRequest.newBuilder()
                    .setName(name)
                    .setPassword("secret of " + name)
                    .build());
        }
        for (var end : List.of("k", "l")) {
            auth.roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                    .setName("alice")
                    .setPerm(Permission.newBuilder()
                            .setPermType(Permission.Type.READ)
                            .setKey(bytes("a"))
                            .setRangeEnd(bytes(end)))
                    .build());
        }
        auth.roleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder()
                .setRole("alice")
                .setKey(bytes("a"))
                .setRangeEnd(bytes("k"))
                .build());
        auth.userRevokeRole(AuthUserRevokeRoleRequest.newBuilder()
                .setName("gone")
                .setRole("gone")
                .build());
        auth.userDelete(AuthUserDeleteRequest.newBuilder().setName("gone").build());
        auth.roleDelete(AuthRoleDeleteRequest.newBuilder().setRole("gone").build());
        auth.authEnable(AuthEnableRequest.getDefaultInstance());
    }

    /** All of it but who the members are, a line each. */
    List<String> read() {
        var content = new ArrayList<String>();
        var kv = KVGrpc.newBlockingStub(channel);
        var all = RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL);
        long last = kv.range(all.build()).getHeader().getRevision();
        var hash = MaintenanceGrpc.newBlockingStub(channel)
                .hashKV(HashKVRequest.newBuilder().setRevision(last).build());
        content.add("hash " + line(hash.toBuilder().clearHeader().build()));
        for (long revision = hash.getCompactRevision(); revision <= last; revision++) {
            for (var found : kv.range(all.setRevision(revision).build()).getKvsList()) {
                content.add("at " + revision + " " + line(found));
            }
        }
        leases(content);
        users(content);
        var maintenance = MaintenanceGrpc.newBlockingStub(channel);
        maintenance
                .alarm(AlarmRequest.getDefaultInstance())
                .getAlarmsList()
                .forEach(alarm -> content.add("alarm " + line(alarm)));
        content.add("version "
                + maintenance.status(StatusRequest.getDefaultInstance()).getStorageVersion());
        content.add("settings "
                + line(SettingsGrpc.newBlockingStub(channel)
                        .get(GetSettingsRequest.getDefaultInstance())
                        .getCluster()));
        return content;
    }

    private void leases(List<String> content) {
        var lease = LeaseGrpc.newBlockingStub(channel);
        for (LeaseStatus one :
                lease.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesList()) {
            var state = lease.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                    .setID(one.getID())
                    .setKeys(true)
                    .build());
            content.add(
                    "lease " + line(state.toBuilder().clearHeader().clearTTL().build()));
        }
    }

    private void users(List<String> content) {
        var auth = AuthGrpc.newBlockingStub(channel);
        content.add("auth "
                + line(auth.authStatus(AuthStatusRequest.getDefaultInstance()).toBuilder()
                        .clearHeader()
                        .build()));
        for (var user : auth.userList(AuthUserListRequest.getDefaultInstance()).getUsersList()) {
            content.add("user " + user + " "
                    + auth.userGet(AuthUserGetRequest.newBuilder().setName(user).build())
                            .getRolesList());
        }
        for (var role : auth.roleList(AuthRoleListRequest.getDefaultInstance()).getRolesList()) {
            auth.roleGet(AuthRoleGetRequest.newBuilder().setRole(role).build())
                    .getPermList()
                    .forEach(granted -> content.add("role " + role + " " + line(granted)));
        }
    }

    private static String line(Message message) {
        return TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(message)
                .strip();
    }
}
