package io.jukung.chaos.run;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.workload.Watching;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.mvcc.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches all keys from the first revision on, at every member at once; what any of them says first is the event log, and
 * all must say the same. So a compaction overtakes it only if it overtakes all of them.
 */
final class Witness implements AutoCloseable {

    private static final int ANSWER_BYTES = 256 << 20;
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);
    /** How long a stream may be silent before another connection is tried. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Dial dial;
    private final Clock clock;
    private final long base;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final TreeMap<Long, EventLog.Entry> entries = new TreeMap<>();
    private final List<Verdict.Violation> disagreements = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private long last;
    private String gap = "";
    private long compared;
    private volatile boolean closed;

    /** With {@code base} the newest revision before the run. */
    Witness(List<Endpoint> endpoints, Dial dial, Clock clock, long base) {
        this.dial = dial;
        this.clock = clock;
        this.base = base;
        this.last = base;
        endpoints.forEach(endpoint -> threads.add(
                Thread.ofVirtual().name("witness-" + endpoint.member()).start(() -> watch(endpoint))));
    }

    /** All up to this revision is known. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all up to a revision is known. */
    boolean await(long revision, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (last < revision && left > 0) {
                left = news.awaitNanos(left);
            }
            return last >= revision;
        } finally {
            lock.unlock();
        }
    }

    private void watch(Endpoint endpoint) {
        long own = base;
        ManagedChannel channel = connect(endpoint);
        try {
            while (!closed) {
                var request =
                        Watching.request(ALL, ALL, own + 1).setPrevKv(true).build();
                var watching = new Watching(channel, clock, endpoint.member(), "witness", request, false);
                long reached = own;
                long silent = 0;
                while (!closed && !watching.over() && silent < SILENCE.toMillis()) {
                    boolean more = watching.await(reached + 1, Duration.ofMillis(100));
                    silent = more ? 0 : silent + 100;
                    if (!more && silent % 1000 == 0) {
                        watching.askProgress();
                    }
                    for (var received : watching.take()) {
                        own = Math.max(own, take(endpoint.member(), received));
                    }
                    reached = Math.max(reached, watching.reached());
                }
                var rest = watching.end();
                for (var received : rest.received()) {
                    own = Math.max(own, take(endpoint.member(), received));
                }
                if (watching.compacted() > own + 1) {
                    compacted(endpoint.member(), own, watching.compacted());
                    // What others have seen meanwhile is known: this one goes on from where there is something.
                    own = watching.compacted() - 1;
                }
                if (!closed) {
                    channel.shutdownNow();
                    Thread.sleep(100);
                    channel = connect(endpoint);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel connect(Endpoint endpoint) {
        return dial.to(endpoint).maxInboundMessageSize(ANSWER_BYTES).build();
    }

    /** The newest revision of it; 0 if there is none. */
    private long take(String member, WatchStream.Received received) {
        long newest = 0;
        var of = new ArrayList<Event>();
        for (var event : received.response().getEventsList()) {
            long revision = event.getKv().getModRevision();
            if (!of.isEmpty() && revision != newest) {
                add(member, new EventLog.Entry(newest, received.nanos(), of));
                of.clear();
            }
            newest = revision;
            of.add(event);
        }
        if (!of.isEmpty()) {
            add(member, new EventLog.Entry(newest, received.nanos(), of));
        }
        return newest;
    }

    private void add(String member, EventLog.Entry entry) {
        lock.lock();
        try {
            var known = entries.get(entry.revision());
            if (known == null) {
                entries.put(entry.revision(), entry);
                while (entries.containsKey(last + 1)) {
                    last++;
                }
                news.signalAll();
                return;
            }
            compared++;
            if (!same(known.events(), entry.events()) && disagreements.size() < 10) {
                disagreements.add(new Verdict.Violation(
                        "members disagree on a revision",
                        "Revision " + entry.revision() + " is on " + member + "\n  " + Prose.events(entry.events())
                                + "\nbut was on another member\n  " + Prose.events(known.events()),
                        List.of(),
                        OptionalLong.of(entry.nanos())));
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean same(List<Event> one, List<Event> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            // The previous value is left out where it was compacted.
            if (one.get(i).getType() != other.get(i).getType()
                    || !one.get(i).getKv().equals(other.get(i).getKv())) {
                return false;
            }
        }
        return true;
    }

    private void compacted(String member, long own, long compacted) {
        lock.lock();
        try {
            if (last < compacted - 1 && gap.isEmpty()) {
                gap = "revisions " + (Math.max(own, last) + 1) + " to " + (compacted - 1) + " were compacted before "
                        + member + " had told of them";
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it has seen; {@code end} is the newest revision that there is. */
    EventLog log(long end) {
        lock.lock();
        try {
            boolean complete = last >= end;
            var why = complete
                    ? ""
                    : gap.isEmpty() ? "revision " + (last + 1) + " of " + end + " was not delivered" : gap;
            return new EventLog(base, List.copyOf(entries.headMap(last, true).values()), complete, why);
        } finally {
            lock.unlock();
        }
    }

    /** Whether all members told the same. */
    Verdict verdict() {
        lock.lock();
        try {
            var facts = new TreeMap<String, String>();
            facts.put("revisions", Long.toString(last - base));
            facts.put("revisions compared with another member's", Long.toString(compared));
            return new Verdict(
                    "members-agree",
                    disagreements.isEmpty() ? Verdict.Validity.VALID : Verdict.Validity.INVALID,
                    disagreements,
                    facts);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                thread.join(Duration.ofMillis(TimeUnit.SECONDS.toMillis(3)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
