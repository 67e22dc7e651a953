package io.jukung.store.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * When leases end, as the leader reckons. A pure core: {@code now} is monotonic nanoseconds of one clock, and the caller
 * makes sure that one thread at a time is in here. On other members it is empty.
 *
 * <p>A lease never ends early: after a change of leader everyone gets the full time again. What is due stays due, at a slower
 * pace, until the log says that it has ended.
 */
public final class ExpiryQueue {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(3);

    private record Deadline(long at, long id) {}

    private record Entry(long ttlSeconds, long deadline, long nextAttempt, boolean expiring) {}

    private final Map<Long, Entry> entries = new HashMap<>();
    private final TreeSet<Deadline> queue =
            new TreeSet<>(Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::id));
    private boolean leading;

    /**
     * This member leads from now on.
     *
     * @param leases all that exist as of the applied state
     * @param extraNanos added to every time to live: how long clients may have been without a leader
     */
    public void promote(Collection<Lease> leases, long now, long extraNanos) {
        demote();
        leading = true;
        for (Lease lease : leases) {
            long deadline = after(now, lease.secondsAfterLeaderChange());
            put(lease.id(), new Entry(lease.ttlSeconds(), saturated(deadline, extraNanos), 0, false));
        }
    }

    /** This member leads no longer: it must neither renew nor end a lease. */
    public void demote() {
        leading = false;
        entries.clear();
        queue.clear();
    }

    /** Whether the queue is at work. */
    public boolean isLeading() {
        return leading;
    }

    /** Follows what was applied. */
    public void accept(LeaseEvent event, long now) {
        if (!leading) {
            return;
        }
        switch (event) {
            case LeaseEvent.Granted(Lease lease) ->
                put(lease.id(), new Entry(lease.ttlSeconds(), after(now, lease.ttlSeconds()), 0, false));
            case LeaseEvent.Ended(long id) -> remove(id);
        }
    }

    /** Gives a lease its full time again. The caller has made sure that this member still leads. */
    public Renewal renew(long id, long now) {
        if (!leading) {
            return new Renewal.NotLeader();
        }
        Entry entry = entries.get(id);
        if (entry == null) {
            return new Renewal.Unknown();
        }
        if (entry.expiring || entry.deadline <= now) {
            return new Renewal.Expiring();
        }
        put(id, new Entry(entry.ttlSeconds, after(now, entry.ttlSeconds), 0, false));
        return new Renewal.Renewed(entry.ttlSeconds);
    }

    /** Whole seconds left, at least 0; empty if the lease is not known here. */
    public OptionalLong remainingSeconds(long id, long now) {
        Entry entry = entries.get(id);
        return entry == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, TimeUnit.NANOSECONDS.toSeconds(entry.deadline - now)));
    }

    /**
     * Leases whose end is to be proposed now, the longest overdue first. Each is handed out again after three seconds
     * unless it has ended by then.
     */
    public List<Long> due(long now, int max) {
        List<Long> due = new ArrayList<>();
        while (due.size() < max && !queue.isEmpty() && queue.first().at <= now) {
            long id = queue.first().id;
            Entry entry = entries.get(id);
            if (entry == null) {
                throw new IllegalStateException("lease " + id + " is queued but not known");
            }
            put(id, new Entry(entry.ttlSeconds, entry.deadline, saturated(now, RETRY_NANOS), true));
            due.add(id);
        }
        return due;
    }

    /** When {@link #due} will next have something; empty: never, as things are. */
    public OptionalLong nextDue() {
        return queue.isEmpty() ? OptionalLong.empty() : OptionalLong.of(queue.first().at);
    }

    private void put(long id, Entry entry) {
        remove(id);
        entries.put(id, entry);
        queue.add(position(id, entry));
    }

    private void remove(long id) {
        Entry before = entries.remove(id);
        if (before != null) {
            queue.remove(position(id, before));
        }
    }

    private static Deadline position(long id, Entry entry) {
        return new Deadline(entry.expiring ? entry.nextAttempt : entry.deadline, id);
    }

    /** The largest time to live is longer than the nanoseconds a long can count. */
    private static long after(long now, long seconds) {
        return saturated(now, TimeUnit.SECONDS.toNanos(seconds));
    }

    private static long saturated(long now, long nanos) {
        long sum = now + nanos;
        return nanos > 0 && sum < now ? Long.MAX_VALUE : sum;
    }
}
