package io.jukung.store.apply;

import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.List;

/** What a command may cost in space, reckoned as etcd does before it is proposed. */
public final class Quota {

    private static final long BYTES_PER_KEY = 256;
    private static final long BYTES_PER_LEASE = 64;

    private Quota() {}

    /** Bytes the store may grow by; 0 for what does not make it grow. */
    public static long cost(Command command) {
        return switch (command) {
            case Command.Requested requested -> cost(requested.command());
            case Command.Auth auth -> auth.change().request().getSerializedSize();
            case Command.Put put -> cost(put.request());
            case Command.Txn txn -> cost(txn.request());
            case Command.LeaseGrant grant -> BYTES_PER_LEASE;
            case Command.DeleteRange delete -> 0;
            case Command.Compact compact -> 0;
            case Command.LeaseRevoke revoke -> 0;
            case Command.LeaseExpire expire -> 0;
            case Command.LeaseCheckpoint checkpoint -> 0;
            case Command.Alarm alarm -> 0;
            case Command.SpaceAlarmSet space -> 0;
            case Command.ClusterVersionSet version -> 0;
            case Command.DowngradeInfoSet downgrade -> 0;
            case Command.MemberAttributesSet member -> 0;
            case Command.ClusterIdentitySet identity -> 0;
            case Command.SettingsSet settings -> 0;
            case Command.Reconfiguration members -> 0;
        };
    }

    private static long cost(PutRequest request) {
        return BYTES_PER_KEY + request.getKey().size() + request.getValue().size();
    }

    private static long cost(TxnRequest request) {
        return Math.max(cost(request.getSuccessList()), cost(request.getFailureList()));
    }

    private static long cost(List<RequestOp> ops) {
        long sum = 0;
        for (RequestOp op : ops) {
            if (op.hasRequestPut()) {
                sum += cost(op.getRequestPut());
            } else if (op.hasRequestTxn()) {
                sum += cost(op.getRequestTxn());
            }
        }
        return sum;
    }
}
