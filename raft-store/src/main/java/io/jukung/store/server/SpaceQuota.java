package io.jukung.store.server;

import io.jukung.platform.Clock;
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

    private static final long MEASURE_NANOS = 500_000_000;

    private final Requests requests;
    private final long memberId;
    private final long quotaBytes;
    private final LongSupplier usedBytes;
    private final Clock clock;
    /** What was measured last, and all that was admitted since. */
    private long reckonedBytes;

    private long measuredNanos;

    /**
     * Checks against a quota.
     *
     * @param quotaBytes 0 for no limit
     * @param usedBytes size of the data now
     */
    SpaceQuota(Requests requests, long memberId, long quotaBytes, LongSupplier usedBytes, Clock clock) {
        this.requests = requests;
        this.memberId = memberId;
        this.quotaBytes = quotaBytes;
        this.usedBytes = usedBytes;
        this.clock = clock;
        this.reckonedBytes = usedBytes.getAsLong();
        this.measuredNanos = clock.nanoTime();
    }

    /** Whether so much more still fits. Asking the storage for its size is too dear for every write. */
    private synchronized boolean fits(long cost) {
        long now = clock.nanoTime();
        if (now - measuredNanos > MEASURE_NANOS || reckonedBytes + cost > quotaBytes) {
            reckonedBytes = usedBytes.getAsLong();
            measuredNanos = now;
        }
        if (reckonedBytes + cost > quotaBytes) {
            return false;
        }
        reckonedBytes += cost;
        return true;
    }

    CompletableFuture<Void> admit(Command command) {
        if (quotaBytes == 0) {
            return CompletableFuture.completedFuture(null);
        }
        long cost = Quota.cost(command);
        if (cost == 0 || fits(cost)) {
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
