package io.jukung.chaos.check.lease;

import io.jukung.chaos.check.Attempt;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All requests of one lease, each list in the order of begins.
 *
 * @param seconds the TTL that was granted
 */
record Life(
        long id, long seconds, Attempt grant, List<Attempt> keepAlives, List<Attempt> revokes, List<Attempt> looks) {

    Life {
        keepAlives = List.copyOf(keepAlives);
        revokes = List.copyOf(revokes);
        looks = List.copyOf(looks);
    }

    /** Seconds that a keep-alive or grant answered; 0 if it did not, or found no lease. */
    static long told(Attempt attempt) {
        return attempt.answer()
                .map(answer -> switch (answer) {
                    case LeaseKeepAliveResponse alive -> alive.getTTL();
                    case LeaseGrantResponse grant -> grant.getTTL();
                    default -> 0L;
                })
                .orElse(0L);
    }

    /** Grant and keep-alives that are known to have given it its whole time again. */
    Stream<Attempt> renewals() {
        return Stream.concat(Stream.of(grant), keepAlives.stream()).filter(attempt -> told(attempt) > 0);
    }

    /** Until when it lives for sure by this renewal, seen from its client: it cannot have been done before it was begun. */
    static long until(Attempt renewal) {
        return renewal.begun() + told(renewal) * 1_000_000_000L;
    }

    /** The renewal, of those over before a time, by which it lives the longest. */
    Optional<Attempt> longest(long before) {
        return renewals().filter(renewal -> renewal.ended() <= before).max(Comparator.comparingLong(Life::until));
    }

    /** The latest moment at which anybody may have renewed it. */
    long lastTouch() {
        return Stream.concat(Stream.of(grant), keepAlives.stream())
                .filter(attempt -> !attempt.refused())
                .mapToLong(Attempt::ended)
                .max()
                .orElse(0);
    }

    /** A revocation that may have been done by a time. */
    boolean mayBeRevoked(long nanos) {
        return revokes.stream().anyMatch(revoke -> !revoke.refused() && revoke.begun() <= nanos);
    }
}
