package io.jukung.store.member;

import io.jukung.platform.Clock;
import io.jukung.store.lease.ExpiryQueue;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.lease.Renewal;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.RocksStore;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.LeaseBugs} and {@code StateBugs}. */
@NullMarked
final class Planted {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long REVISIONS_LOST = 3;

    /** When this member heard of a lease, by its id, in nanoseconds. */
    private static final Map<Long, Long> GRANTED = new ConcurrentHashMap<>();

    private Planted() {}

    static long wallClock(Clock clock) {
        return TimeUnit.MILLISECONDS.toNanos(clock.now().toEpochMilli());
    }

    static void noteGrant(ExpiryQueue queue, LeaseEvent event, long now) {
        switch (event) {
            case LeaseEvent.Granted(Lease lease) -> GRANTED.put(lease.id(), now);
            case LeaseEvent.Ended(long id) -> GRANTED.remove(id);
        }
        queue.accept(event, now);
    }

    /** What is left is reckoned from the grant: nobody but the leader before knows of renewals. */
    static void promoteWithTheTimeFromTheGrant(ExpiryQueue queue, Collection<Lease> leases, long now, long extraNanos) {
        queue.promote(
                leases.stream().map(lease -> withTimeFromGrant(lease, now)).toList(), now - SECOND, 0);
    }

    private static Lease withTimeFromGrant(Lease lease, long now) {
        long passed = TimeUnit.NANOSECONDS.toSeconds(now - GRANTED.getOrDefault(lease.id(), now));
        return new Lease(lease.id(), lease.ttlSeconds(), Math.max(0, lease.ttlSeconds() - passed) + 1);
    }

    static Renewal renewWhatIsGone(ExpiryQueue queue, long id, long now) {
        var renewal = queue.renew(id, now);
        return renewal instanceof Renewal.Unknown || renewal instanceof Renewal.Expiring
                ? new Renewal.Renewed(1)
                : renewal;
    }

    static void flushNothing(OrderedStore store) {}

    static long checkpointWithoutLeases(ToLongFunction<Object> maker, Object directory) {
        long lastEntry = maker.applyAsLong(directory);
        try (var copy = RocksStore.open((Path) directory, fault -> {});
                var batch = copy.newBatch();
                var cursor = copy.cursor(Family.LEASES, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                batch.delete(Family.LEASES, cursor.key());
            }
            copy.write(batch);
            copy.flush();
        }
        return lastEntry;
    }

    static long checkpointOfAnOlderRevision(ToLongFunction<Object> maker, Object directory) {
        long lastEntry = maker.applyAsLong(directory);
        try (var copy = RocksStore.open((Path) directory, fault -> {});
                var batch = copy.newBatch()) {
            var mark = StoreMark.read(copy);
            new StoreMark(
                            mark.term(),
                            mark.index(),
                            Math.max(1, mark.revision() - REVISIONS_LOST),
                            mark.compactRevision(),
                            mark.digest())
                    .write(batch);
            copy.write(batch);
            copy.flush();
        }
        return lastEntry;
    }
}
