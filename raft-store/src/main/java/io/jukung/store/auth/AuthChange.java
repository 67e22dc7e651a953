package io.jukung.store.auth;

import com.google.protobuf.Message;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthDisableResponse;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthEnableResponse;
import io.jukung.proto.etcd.AuthRoleAddRequest;
import io.jukung.proto.etcd.AuthRoleAddResponse;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthRoleDeleteResponse;
import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleGrantPermissionResponse;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionResponse;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserAddResponse;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordResponse;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthUserDeleteResponse;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleResponse;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleResponse;
import io.jukung.proto.etcd.AuthenticateResponse;
import io.jukung.proto.store.v1.InternalAuthenticate;

/** A change of users and roles, by etcd's request. Passwords are hashed before: none is ever in one. */
public sealed interface AuthChange {

    /** As it is logged. */
    Message request();

    /** The answer of its RPC, still empty. */
    Message response();

    /** Switches authentication on. */
    record Enable(AuthEnableRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthEnableResponse.getDefaultInstance();
        }
    }

    /** Switches authentication off. */
    record Disable(AuthDisableRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthDisableResponse.getDefaultInstance();
        }
    }

    /** Gives a user whose password was right a token; the users stay as they are. */
    record Authenticate(InternalAuthenticate request) implements AuthChange {
        @Override
        public Message response() {
            return AuthenticateResponse.getDefaultInstance();
        }
    }

    record UserAdd(AuthUserAddRequest request) implements AuthChange {
        public UserAdd {
            requireNoPassword(request.getPassword());
        }

        @Override
        public Message response() {
            return AuthUserAddResponse.getDefaultInstance();
        }
    }

    record UserDelete(AuthUserDeleteRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthUserDeleteResponse.getDefaultInstance();
        }
    }

    record UserChangePassword(AuthUserChangePasswordRequest request) implements AuthChange {
        public UserChangePassword {
            requireNoPassword(request.getPassword());
        }

        @Override
        public Message response() {
            return AuthUserChangePasswordResponse.getDefaultInstance();
        }
    }

    record UserGrantRole(AuthUserGrantRoleRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthUserGrantRoleResponse.getDefaultInstance();
        }
    }

    record UserRevokeRole(AuthUserRevokeRoleRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthUserRevokeRoleResponse.getDefaultInstance();
        }
    }

    record RoleAdd(AuthRoleAddRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthRoleAddResponse.getDefaultInstance();
        }
    }

    record RoleDelete(AuthRoleDeleteRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthRoleDeleteResponse.getDefaultInstance();
        }
    }

    record RoleGrantPermission(AuthRoleGrantPermissionRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthRoleGrantPermissionResponse.getDefaultInstance();
        }
    }

    record RoleRevokePermission(AuthRoleRevokePermissionRequest request) implements AuthChange {
        @Override
        public Message response() {
            return AuthRoleRevokePermissionResponse.getDefaultInstance();
        }
    }

    private static void requireNoPassword(String password) {
        if (!password.isEmpty()) {
            throw new IllegalArgumentException("a password that is not hashed was about to be proposed");
        }
    }
}
