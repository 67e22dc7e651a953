package io.jukung.store.apply;

import io.jukung.proto.store.v1.LoggedCommand;
import io.jukung.proto.store.v1.RequestHeader;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.Requester;

/** Who asks, and changes of users and roles, as they are logged. */
final class AuthCodec {

    private AuthCodec() {}

    static RequestHeader encode(Requester requester) {
        return switch (requester) {
            case Requester.Anonymous anonymous -> RequestHeader.getDefaultInstance();
            case Requester.Member member ->
                RequestHeader.newBuilder().setMember(true).build();
            case Requester.User user ->
                RequestHeader.newBuilder()
                        .setUsername(user.name())
                        .setAuthRevision(user.authRevision())
                        .build();
        };
    }

    static Requester decode(RequestHeader header) {
        if (header.getMember()) {
            return Requester.MEMBER;
        }
        return header.getUsername().isEmpty()
                ? Requester.ANONYMOUS
                : new Requester.User(header.getUsername(), header.getAuthRevision());
    }

    static void encode(AuthChange change, LoggedCommand.Builder logged) {
        switch (change) {
            case AuthChange.Enable(var request) -> logged.setAuthEnable(request);
            case AuthChange.Disable(var request) -> logged.setAuthDisable(request);
            case AuthChange.Authenticate(var request) -> logged.setAuthenticate(request);
            case AuthChange.UserAdd(var request) -> logged.setAuthUserAdd(request);
            case AuthChange.UserDelete(var request) -> logged.setAuthUserDelete(request);
            case AuthChange.UserChangePassword(var request) -> logged.setAuthUserChangePassword(request);
            case AuthChange.UserGrantRole(var request) -> logged.setAuthUserGrantRole(request);
            case AuthChange.UserRevokeRole(var request) -> logged.setAuthUserRevokeRole(request);
            case AuthChange.RoleAdd(var request) -> logged.setAuthRoleAdd(request);
            case AuthChange.RoleDelete(var request) -> logged.setAuthRoleDelete(request);
            case AuthChange.RoleGrantPermission(var request) -> logged.setAuthRoleGrantPermission(request);
            case AuthChange.RoleRevokePermission(var request) -> logged.setAuthRoleRevokePermission(request);
        }
    }

    static AuthChange decode(LoggedCommand logged) {
        return switch (logged.getCommandCase()) {
            case AUTH_ENABLE -> new AuthChange.Enable(logged.getAuthEnable());
            case AUTH_DISABLE -> new AuthChange.Disable(logged.getAuthDisable());
            case AUTHENTICATE -> new AuthChange.Authenticate(logged.getAuthenticate());
            case AUTH_USER_ADD -> new AuthChange.UserAdd(logged.getAuthUserAdd());
            case AUTH_USER_DELETE -> new AuthChange.UserDelete(logged.getAuthUserDelete());
            case AUTH_USER_CHANGE_PASSWORD -> new AuthChange.UserChangePassword(logged.getAuthUserChangePassword());
            case AUTH_USER_GRANT_ROLE -> new AuthChange.UserGrantRole(logged.getAuthUserGrantRole());
            case AUTH_USER_REVOKE_ROLE -> new AuthChange.UserRevokeRole(logged.getAuthUserRevokeRole());
            case AUTH_ROLE_ADD -> new AuthChange.RoleAdd(logged.getAuthRoleAdd());
            case AUTH_ROLE_DELETE -> new AuthChange.RoleDelete(logged.getAuthRoleDelete());
            case AUTH_ROLE_GRANT_PERMISSION -> new AuthChange.RoleGrantPermission(logged.getAuthRoleGrantPermission());
            case AUTH_ROLE_REVOKE_PERMISSION ->
                new AuthChange.RoleRevokePermission(logged.getAuthRoleRevokePermission());
            default -> throw new IllegalArgumentException(logged.getCommandCase() + " is no change of users or roles");
        };
    }
}
