package io.jukung.store.apply;

import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.mvcc.Rejection;
import java.util.List;

/**
 * Refuses what a raised alarm forbids: NOSPACE what makes the store grow, CORRUPT everything but what concerns the cluster
 * itself.
 */
record AlarmGuard(Applier guarded) implements Applier {

    @Override
    public Outcome apply(Command command, EntryContext entry) {
        if (entry.alarms().isRaised(AlarmType.CORRUPT) && touchesData(command)) {
            return new Outcome.Rejected(Rejection.CORRUPT);
        }
        if (entry.alarms().isRaised(AlarmType.NOSPACE) && grows(command)) {
            return new Outcome.Rejected(Rejection.NO_SPACE);
        }
        return guarded.apply(command, entry);
    }

    private static boolean touchesData(Command command) {
        return switch (command) {
            case Command.Requested requested -> touchesData(requested.command());
            case Command.Auth auth -> false;
            case Command.Put put -> true;
            case Command.DeleteRange delete -> true;
            case Command.Txn txn -> true;
            case Command.Compact compact -> true;
            case Command.LeaseGrant grant -> true;
            case Command.LeaseRevoke revoke -> true;
            case Command.LeaseExpire expire -> true;
            case Command.LeaseCheckpoint checkpoint -> false;
            case Command.Alarm alarm -> false;
            case Command.SpaceAlarmSet space -> false;
            case Command.ClusterVersionSet version -> false;
            case Command.DowngradeInfoSet downgrade -> false;
            case Command.MemberAttributesSet member -> false;
            case Command.ClusterIdentitySet identity -> false;
            case Command.SettingsSet settings -> false;
            case Command.Reconfiguration members -> false;
        };
    }

    private static boolean grows(Command command) {
        return switch (command) {
            case Command.Requested requested -> grows(requested.command());
            case Command.Auth auth -> false;
            case Command.Put put -> true;
            case Command.Txn txn -> puts(txn.request());
            case Command.LeaseGrant grant -> true;
            case Command.DeleteRange delete -> false;
            case Command.Compact compact -> false;
            case Command.LeaseRevoke revoke -> false;
            case Command.LeaseExpire expire -> false;
            case Command.LeaseCheckpoint checkpoint -> false;
            case Command.Alarm alarm -> false;
            case Command.SpaceAlarmSet space -> false;
            case Command.ClusterVersionSet version -> false;
            case Command.DowngradeInfoSet downgrade -> false;
            case Command.MemberAttributesSet member -> false;
            case Command.ClusterIdentitySet identity -> false;
            case Command.SettingsSet settings -> false;
            case Command.Reconfiguration members -> false;
        };
    }

    private static boolean puts(TxnRequest request) {
        return puts(request.getSuccessList()) || puts(request.getFailureList());
    }

    private static boolean puts(List<RequestOp> ops) {
        return ops.stream().anyMatch(op -> op.hasRequestPut() || (op.hasRequestTxn() && puts(op.getRequestTxn())));
    }
}
