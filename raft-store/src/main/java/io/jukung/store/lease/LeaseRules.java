package io.jukung.store.lease;

import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;

/** What happens to a grant before it is proposed. */
public final class LeaseRules {

    /** The longest time to live etcd takes, in seconds. */
    public static final long MAX_TTL_SECONDS = 9_000_000_000L;

    private LeaseRules() {}

    /**
     * Decides what is left open in a grant: the id and the lower bound of the time to live.
     *
     * @param freshId a random positive number, taken where the client chose none
     * @param minTtlSeconds one and a half election time-outs, rounded up: a shorter lease could end while there is no leader
     */
    public static LeaseGrantRequest resolve(LeaseGrantRequest request, long freshId, long minTtlSeconds)
            throws RejectedException {
        if (request.getTTL() > MAX_TTL_SECONDS) {
            throw new RejectedException(Rejection.LEASE_TTL_TOO_LARGE);
        }
        return request.toBuilder()
                .setID(request.getID() == 0 ? freshId : request.getID())
                .setTTL(Math.max(request.getTTL(), minTtlSeconds))
                .build();
    }
}
