package io.jukung.store.auth;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.authpb.Permission;
import java.util.List;

/** Changes in short forms. */
public final class AuthStates {

    private AuthStates() {}

    public static AuthChange userAdd(String name) {
        return new AuthChange.UserAdd(
                AuthUserAddRequest.newBuilder().setName(name).build());
    }

    public static AuthChange roleAdd(String name) {
        return new AuthChange.RoleAdd(
                AuthRoleAddRequest.newBuilder().setName(name).build());
    }

    public static AuthChange grant(String user, String role) {
        return new AuthChange.UserGrantRole(AuthUserGrantRoleRequest.newBuilder()
                .setUser(user)
                .setRole(role)
                .build());
    }

    public static AuthChange permit(String role, Permission.Type type, String key, String end) {
        return new AuthChange.RoleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                .setName(role)
                .setPerm(Permission.newBuilder()
                        .setPermType(type)
                        .setKey(ByteString.copyFromUtf8(key))
                        .setRangeEnd(ByteString.copyFromUtf8(end)))
                .build());
    }

    public static AuthChange enable() {
        return new AuthChange.Enable(AuthEnableRequest.getDefaultInstance());
    }

    /** Makes users root and alice, who may write a/, read r/ and both in b/ by two halves; and switches authentication on. */
    public static List<AuthChange> rootAndAlice() {
        return List.of(
                userAdd("root"),
                grant("root", "root"),
                userAdd("alice"),
                roleAdd("role"),
                permit("role", Permission.Type.WRITE, "a/", "a0"),
                permit("role", Permission.Type.READ, "r/", "r0"),
                permit("role", Permission.Type.READWRITE, "b/", "b/m"),
                permit("role", Permission.Type.READWRITE, "b/m", "b0"),
                grant("alice", "role"),
                enable());
    }
}
