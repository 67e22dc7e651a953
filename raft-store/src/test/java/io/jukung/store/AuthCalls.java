package io.jukung.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.AuthEnableRequest;
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
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.proto.etcd.authpb.UserAddOptions;

/** Calls in short forms, each noted in a transcript with who made it. */
final class AuthCalls {

    private final AuthTranscript at;

    AuthCalls(AuthTranscript at) {
        this.at = at;
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    void userAdd(String as, String name, String password) {
        at.call(
                "user add " + name,
                as,
                stubs -> stubs.auth()
                        .userAdd(AuthUserAddRequest.newBuilder()
                                .setName(name)
                                .setPassword(password)
                                .build()));
    }

    void userAddWithoutPassword(String as, String name) {
        at.call(
                "user add without password " + name,
                as,
                stubs -> stubs.auth()
                        .userAdd(AuthUserAddRequest.newBuilder()
                                .setName(name)
                                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                                .build()));
    }

    void userDelete(String as, String name) {
        at.call(
                "user delete " + name,
                as,
                stubs -> stubs.auth()
                        .userDelete(
                                AuthUserDeleteRequest.newBuilder().setName(name).build()));
    }

    void userGet(String as, String name) {
        at.call(
                "user get " + name,
                as,
                stubs -> stubs.auth()
                        .userGet(AuthUserGetRequest.newBuilder().setName(name).build()));
    }

    void password(String as, String name, String password) {
        at.call(
                "change password of " + name,
                as,
                stubs -> stubs.auth()
                        .userChangePassword(AuthUserChangePasswordRequest.newBuilder()
                                .setName(name)
                                .setPassword(password)
                                .build()));
    }

    void grantRole(String as, String user, String role) {
        at.call(
                "grant " + role + " to " + user,
                as,
                stubs -> stubs.auth()
                        .userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                                .setUser(user)
                                .setRole(role)
                                .build()));
    }

    void revokeRole(String as, String user, String role) {
        at.call(
                "revoke " + role + " from " + user,
                as,
                stubs -> stubs.auth()
                        .userRevokeRole(AuthUserRevokeRoleRequest.newBuilder()
                                .setName(user)
                                .setRole(role)
                                .build()));
    }

    void roleAdd(String as, String role) {
        at.call(
                "role add " + role,
                as,
                stubs -> stubs.auth()
                        .roleAdd(AuthRoleAddRequest.newBuilder().setName(role).build()));
    }

    void roleDelete(String as, String role) {
        at.call(
                "role delete " + role,
                as,
                stubs -> stubs.auth()
                        .roleDelete(
                                AuthRoleDeleteRequest.newBuilder().setRole(role).build()));
    }

    void roleGet(String as, String role) {
        at.call(
                "role get " + role,
                as,
                stubs -> stubs.auth()
                        .roleGet(AuthRoleGetRequest.newBuilder().setRole(role).build()));
    }

    void permit(String as, String role, Permission.Type type, String key, String end) {
        at.call(
                "permit " + role + " " + type + " " + key + " " + end.replace("\0", "\\0"),
                as,
                stubs -> stubs.auth()
                        .roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                                .setName(role)
                                .setPerm(Permission.newBuilder()
                                        .setPermType(type)
                                        .setKey(bytes(key))
                                        .setRangeEnd(bytes(end)))
                                .build()));
    }

    void forbid(String as, String role, String key, String end) {
        at.call(
                "forbid " + role + " " + key + " " + end,
                as,
                stubs -> stubs.auth()
                        .roleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder()
                                .setRole(role)
                                .setKey(bytes(key))
                                .setRangeEnd(bytes(end))
                                .build()));
    }

    void lists(String as) {
        at.call("user list", as, stubs -> stubs.auth().userList(AuthUserListRequest.getDefaultInstance()));
        at.call("role list", as, stubs -> stubs.auth().roleList(AuthRoleListRequest.getDefaultInstance()));
    }

    void status(String as) {
        at.call("auth status", as, stubs -> stubs.auth().authStatus(AuthStatusRequest.getDefaultInstance()));
    }

    void enableBy(String as) {
        at.call("auth enable", as, stubs -> stubs.auth().authEnable(AuthEnableRequest.getDefaultInstance()));
    }

    static PutRequest.Builder put(String key) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes("v"));
    }

    static RangeRequest.Builder get(String key, String end) {
        return RangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    static DeleteRangeRequest.Builder delete(String key, String end) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    void range(String as, String key, String end) {
        at.call(
                "range " + key + " " + end.replace("\0", "\\0"),
                as,
                stubs -> stubs.kv().range(get(key, end).build()));
    }

    void grant(String as, long id) {
        at.call(
                "lease grant " + id,
                as,
                stubs -> stubs.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder()
                                .setID(id)
                                .setTTL(1000)
                                .build()));
    }

    void revoke(String as, long id) {
        at.call(
                "lease revoke " + id,
                as,
                stubs -> stubs.lease()
                        .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build()));
    }

    void timeToLive(String as, long id, boolean keys) {
        at.call("time to live " + id + " " + keys, as, stubs -> {
            Message response = stubs.lease()
                    .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                            .setID(id)
                            .setKeys(keys)
                            .build());
            return ((io.jukung.proto.etcd.LeaseTimeToLiveResponse) response)
                    .toBuilder().clearTTL().build();
        });
    }

    void txn(String as, String what, TxnRequest.Builder request) {
        at.call("txn " + what, as, stubs -> stubs.kv().txn(request.build()));
    }

    static RequestOp op(PutRequest.Builder put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    static RequestOp op(RangeRequest.Builder range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    static RequestOp op(DeleteRangeRequest.Builder delete) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    }

    static RequestOp op(TxnRequest.Builder txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }

    static Compare compare(String key, String end) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .setTarget(Compare.CompareTarget.VERSION)
                .setResult(Compare.CompareResult.GREATER)
                .setVersion(0)
                .build();
    }

    static AlarmRequest alarm(AlarmRequest.AlarmAction action) {
        return AlarmRequest.newBuilder()
                .setAction(action)
                .setAlarm(AlarmType.NOSPACE)
                .build();
    }
}
