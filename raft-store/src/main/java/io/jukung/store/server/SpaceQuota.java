package io.jukung.store.server;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Quota;
import io.jukung.store.replication.ProposalException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The space check before a write is proposed: above the quota the cluster-wide NOSPACE alarm is raised
 * and the write refused. The alarm itself is checked where commands are applied.
 */
final class SpaceQuota {

    private final Requests requests;
    private final long memberId;
    private final long quotaBytes;
    private final LongSupplier usedBytes;

    /**
     * Checks against a quota.
     *
     * @param quotaBytes 0 for no limit
     * @param usedBytes size of the data now; must be cheap
     */
    SpaceQuota(Requests requests, long memberId, long quotaBytes, LongSupplier usedBytes) {
        this.requests = requests;
        this.memberId = memberId;
        this.quotaBytes = quotaBytes;
        this.usedBytes = usedBytes;
    }

    CompletableFuture<Void> admit(Command command) {
        if (quotaBytes == 0) {
            return CompletableFuture.completedFuture(null);
        }
        long cost = Quota.cost(command);
        if (cost == 0 || usedBytes.getAsLong() + cost <= quotaBytes) {
            return CompletableFuture.completedFuture(null);
        }
        var alarm = AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(memberId)
                .setAlarm(AlarmType.NOSPACE)
                .build();
        return requests.commit(new Command.Alarm(0, alarm), AlarmResponse.class).handle((raised, failure) -> {
            if (failure instanceof ProposalException) {
                throw EtcdError.translate(failure);
            }
            throw EtcdError.NO_SPACE.asException();
        });
    }
}
