package io.jukung.store.apply;

import com.google.protobuf.Message;
import io.jukung.proto.etcd.AuthenticateResponse;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.AuthEvent;
import io.jukung.store.auth.AuthRules;
import io.jukung.store.auth.AuthState;
import io.jukung.store.mvcc.RejectedException;

/** The meaning of changes of users and roles. */
final class AuthApplier {

    private AuthApplier() {}

    static Message apply(AuthChange change, EntryContext entry) throws RejectedException {
        AuthState before = entry.auth();
        entry.setAuth(AuthRules.apply(before, change));
        tell(change, before, entry);
        Message.Builder response = change.response().toBuilder();
        response.setField(response.getDescriptorForType().findFieldByName("header"), entry.header());
        if (change instanceof AuthChange.Authenticate && response instanceof AuthenticateResponse.Builder login) {
            // The other part of the token is known to the member that proposed it, and to nobody else.
            login.setToken(Long.toString(entry.index()));
        }
        return response.build();
    }

    private static void tell(AuthChange change, AuthState before, EntryContext entry) {
        switch (change) {
            case AuthChange.Authenticate(var login) ->
                entry.authEvent(new AuthEvent.TokenIssued(login.getName(), login.getSimpleToken(), entry.index()));
            case AuthChange.UserDelete(var request) -> entry.authEvent(new AuthEvent.LoggedOut(request.getName()));
            case AuthChange.UserChangePassword(var request) ->
                entry.authEvent(new AuthEvent.LoggedOut(request.getName()));
            case AuthChange.Disable disable -> {
                if (before.enabled()) {
                    entry.authEvent(new AuthEvent.AllLoggedOut());
                }
            }
            case AuthChange.Enable unconcerned -> {}
            case AuthChange.UserAdd unconcerned -> {}
            case AuthChange.UserGrantRole unconcerned -> {}
            case AuthChange.UserRevokeRole unconcerned -> {}
            case AuthChange.RoleAdd unconcerned -> {}
            case AuthChange.RoleDelete unconcerned -> {}
            case AuthChange.RoleGrantPermission unconcerned -> {}
            case AuthChange.RoleRevokePermission unconcerned -> {}
        }
    }
}
