package io.jukung.store.apply;

import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.auth.Requester;
import io.jukung.store.mvcc.RejectedException;

/**
 * Refuses what the requester may not do, by the users and roles that stand before the command in the log: so the same on every
 * member, whatever each of them knew when the client asked.
 */
record AuthGuard(Applier guarded) implements Applier {

    @Override
    public Outcome apply(Command command, EntryContext entry) {
        if (entry.auth().enabled()) {
            Requester requester = command instanceof Command.Requested requested ? requested.by() : Requester.ANONYMOUS;
            try {
                check(command.bare(), new Authorizer(entry.auth(), requester, entry.leases()::keysAsOfNow));
            } catch (RejectedException e) {
                return new Outcome.Rejected(e.reason());
            }
        }
        return guarded.apply(command.bare(), entry);
    }

    private static void check(Command command, Authorizer authorizer) throws RejectedException {
        switch (command) {
            case Command.Requested requested -> throw new IllegalStateException("a command is for one requester");
            case Command.Auth(long id, AuthChange.Authenticate login) -> authorizer.unchanged();
            case Command.Auth auth -> authorizer.admin();
            case Command.Put put -> authorizer.put(put.request());
            case Command.DeleteRange delete -> authorizer.deleteRange(delete.request());
            case Command.Txn txn -> authorizer.txn(txn.request());
            case Command.Compact compact -> authorizer.admin();
            case Command.LeaseGrant grant -> authorizer.identified();
            case Command.LeaseRevoke revoke ->
                authorizer.writeKeysOf(revoke.request().getID());
            case Command.Alarm alarm -> authorizer.admin();
            case Command.SettingsSet settings -> authorizer.admin();
            // No client has these.
            case Command.LeaseExpire own -> {}
            case Command.LeaseCheckpoint own -> {}
            case Command.SpaceAlarmSet own -> {}
            case Command.ClusterVersionSet own -> {}
            case Command.MemberAttributesSet own -> {}
            case Command.ClusterIdentitySet own -> {}
            // The server lets only administrators ask for these.
            case Command.DowngradeInfoSet own -> {}
            case Command.Reconfiguration own -> {}
        }
    }
}
