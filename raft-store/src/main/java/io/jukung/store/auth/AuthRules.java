package io.jukung.store.auth;

import io.jukung.proto.etcd.AuthRoleGrantPermissionRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserGrantRoleRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What each change does to users and roles, with etcd's refusals in etcd's order. */
public final class AuthRules {

    private AuthRules() {}

    /** The state after a change; the same if it changes nothing. Whether the requester may is not asked here. */
    public static AuthState apply(AuthState state, AuthChange change) throws RejectedException {
        return switch (change) {
            case AuthChange.Enable enable -> enable(state);
            case AuthChange.Disable disable -> state.enabled() ? state.switchedOff() : state;
            case AuthChange.Authenticate login -> {
                checkLogin(state, login.request().getName());
                yield state;
            }
            case AuthChange.UserAdd(var request) -> userAdd(state, request);
            case AuthChange.UserDelete(var request) -> {
                if (state.enabled() && request.getName().equals(AuthState.ROOT)) {
                    throw new RejectedException(Rejection.INVALID_AUTH_MANAGEMENT);
                }
                yield state.withoutUser(user(state, request.getName()).name());
            }
            case AuthChange.UserChangePassword(var request) -> changePassword(state, request);
            case AuthChange.UserGrantRole(var request) -> grantRole(state, request);
            case AuthChange.UserRevokeRole(var request) -> revokeRole(state, request);
            case AuthChange.RoleAdd(var request) -> {
                if (request.getName().isEmpty()) {
                    throw new RejectedException(Rejection.ROLE_EMPTY);
                }
                if (state.role(request.getName()).isPresent()) {
                    throw new RejectedException(Rejection.ROLE_EXISTS);
                }
                yield state.with(new Role(request.getName(), List.of()));
            }
            case AuthChange.RoleDelete(var request) -> {
                if (state.enabled() && request.getRole().equals(AuthState.ROOT)) {
                    throw new RejectedException(Rejection.INVALID_AUTH_MANAGEMENT);
                }
                yield state.withoutRole(role(state, request.getRole()).name());
            }
            case AuthChange.RoleGrantPermission(var request) -> grantPermission(state, request);
            case AuthChange.RoleRevokePermission(var request) -> revokePermission(state, request);
        };
    }

    private static User user(AuthState state, String name) throws RejectedException {
        return state.user(name).orElseThrow(() -> new RejectedException(Rejection.USER_NOT_FOUND));
    }

    private static Role role(AuthState state, String name) throws RejectedException {
        return state.role(name).orElseThrow(() -> new RejectedException(Rejection.ROLE_NOT_FOUND));
    }

    private static AuthState enable(AuthState state) throws RejectedException {
        if (state.enabled()) {
            return state;
        }
        User root = state.user(AuthState.ROOT).orElseThrow(() -> new RejectedException(Rejection.ROOT_USER_MISSING));
        if (!root.isRoot()) {
            throw new RejectedException(Rejection.ROOT_ROLE_MISSING);
        }
        return state.switchedOn();
    }

    /** Who may get a token for a password, if the password is right; also asked before it is looked at. */
    public static User checkLogin(AuthState state, String name) throws RejectedException {
        if (!state.enabled()) {
            throw new RejectedException(Rejection.AUTH_NOT_ENABLED);
        }
        User user = state.user(name).orElseThrow(() -> new RejectedException(Rejection.AUTH_FAILED));
        if (user.noPassword()) {
            throw new RejectedException(Rejection.NO_PASSWORD_USER);
        }
        return user;
    }

    private static AuthState userAdd(AuthState state, AuthUserAddRequest request) throws RejectedException {
        if (request.getName().isEmpty()) {
            throw new RejectedException(Rejection.USER_EMPTY);
        }
        if (state.user(request.getName()).isPresent()) {
            throw new RejectedException(Rejection.USER_EXISTS);
        }
        boolean noPassword = request.getOptions().getNoPassword();
        String hash = noPassword ? "" : hash(request.getHashedPassword());
        return state.with(new User(request.getName(), hash, noPassword, List.of()));
    }

    private static AuthState changePassword(AuthState state, AuthUserChangePasswordRequest request)
            throws RejectedException {
        User user = user(state, request.getName());
        return state.with(user.withPassword(user.noPassword() ? "" : hash(request.getHashedPassword())));
    }

    private static String hash(String base64) throws RejectedException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            // etcd has no better name for it.
            throw new RejectedException(Rejection.NO_PASSWORD_USER);
        }
    }

    private static AuthState grantRole(AuthState state, AuthUserGrantRoleRequest request) throws RejectedException {
        User user = user(state, request.getUser());
        if (!request.getRole().equals(AuthState.ROOT)) {
            role(state, request.getRole());
        }
        return user.has(request.getRole()) ? state : state.with(user.withRole(request.getRole()));
    }

    private static AuthState revokeRole(AuthState state, AuthUserRevokeRoleRequest request) throws RejectedException {
        if (state.enabled()
                && request.getName().equals(AuthState.ROOT)
                && request.getRole().equals(AuthState.ROOT)) {
            throw new RejectedException(Rejection.INVALID_AUTH_MANAGEMENT);
        }
        User user = user(state, request.getName());
        if (!user.has(request.getRole())) {
            throw new RejectedException(Rejection.ROLE_NOT_GRANTED);
        }
        return state.with(user.withoutRole(request.getRole()));
    }

    private static AuthState grantPermission(AuthState state, AuthRoleGrantPermissionRequest request)
            throws RejectedException {
        if (!request.hasPerm()) {
            throw new RejectedException(Rejection.PERMISSION_NOT_GIVEN);
        }
        Permission permission = request.getPerm();
        if (permission.getKey().isEmpty()
                || permission.getPermType() == Permission.Type.UNRECOGNIZED
                || KeyRange.of(permission.getKey(), permission.getRangeEnd()).isEmpty()) {
            throw new RejectedException(Rejection.INVALID_AUTH_MANAGEMENT);
        }
        return state.with(role(state, request.getName()).with(permission));
    }

    private static AuthState revokePermission(AuthState state, AuthRoleRevokePermissionRequest request)
            throws RejectedException {
        Role role = role(state, request.getRole());
        Role without = role.without(request.getKey(), request.getRangeEnd());
        if (without.equals(role)) {
            throw new RejectedException(Rejection.PERMISSION_NOT_GRANTED);
        }
        return state.with(without);
    }
}
