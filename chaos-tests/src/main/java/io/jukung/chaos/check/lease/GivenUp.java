package io.jukung.chaos.check.lease;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Attempt;
import io.jukung.proto.etcd.election.CampaignRequest;
import io.jukung.proto.etcd.election.ResignRequest;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.UnlockRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Leases whose key of the lock or election service may be deleted while they live: by unlocking or resigning, and by the member
 * itself when the wait for a lock or a lead was given up.
 */
final class GivenUp {

    private final Set<Long> leases = new HashSet<>();

    static GivenUp of(List<Attempt> attempts) {
        var given = new GivenUp();
        for (var attempt : attempts) {
            boolean waited = attempt.answer().isPresent();
            switch (attempt.request()) {
                case UnlockRequest unlock -> given.add(unlock.getKey());
                case ResignRequest resign -> given.leases.add(resign.getLeader().getLease());
                case LockRequest lock when !waited -> given.leases.add(lock.getLease());
                case CampaignRequest campaign when !waited -> given.leases.add(campaign.getLease());
                default -> {}
            }
        }
        return given;
    }

    /** The services name a key by its lease: {@code name/694d…}, in hexadecimal. */
    private void add(ByteString key) {
        var text = key.toStringUtf8();
        try {
            leases.add(Long.parseUnsignedLong(text.substring(text.lastIndexOf('/') + 1), 16));
        } catch (NumberFormatException e) {
            // No key of the service's: the request deletes nothing of a lease that is judged.
        }
    }

    boolean has(long lease) {
        return leases.contains(lease);
    }

    int count() {
        return leases.size();
    }
}
