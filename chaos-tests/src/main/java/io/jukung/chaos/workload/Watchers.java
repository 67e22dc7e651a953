package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.bytes;

import com.google.protobuf.ByteString;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.WatchStream;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logical watchers, one a worker, that go on where they were: {@code :watch} for a while, {@code :catch-up} until the newest
 * revision. Every other watcher stays on its stream until that is over, the rest begin a new one with each operation. What each
 * of them looks at, and how, follows from its number. A pinned worker's watcher is always at its member; a roaming one's at the
 * next member each time, unless it stays. Now and then one begins with a revision that is yet to come.
 */
final class Watchers {

    private static final Duration WITHIN = Duration.ofSeconds(20);
    /** Longer than checkers allow for an event to come. */
    private static final Duration STAYING_WITHIN = Duration.ofSeconds(35);

    private static final int AGAIN_MILLIS = 300;
    private static final int ASKED_AT_ONCE = 8;
    /** How many revisions, at most, a watcher begins after the newest. */
    private static final int AHEAD = 10;

    private final WorkloadPlan plan;
    private final String prefix;
    private final int kinds;
    /** Where each watcher is: the last revision that it has had all of; from one operation of its worker to the next. */
    private final Map<Integer, Long> reached = new ConcurrentHashMap<>();

    private final Map<Integer, Integer> lives = new ConcurrentHashMap<>();
    /** Streams that their workers are still on. */
    private final Map<Integer, Watching> staying = new ConcurrentHashMap<>();

    /**
     * With the keys they watch.
     *
     * @param kinds how many different kinds of watcher there are, at most 8: 0 and 1 are plain ones
     */
    Watchers(WorkloadPlan plan, String prefix, int kinds) {
        this.plan = plan;
        this.prefix = prefix;
        this.kinds = kinds;
    }

    /** Watches for so many milliseconds; the number of responses until now. */
    Edn watch(Session session, int process, long millis, List<WatchStream> streams)
            throws NotAnswered, InterruptedException {
        int worker = plan.worker(process);
        if (!stays(worker) && millis % 3 == 1) {
            // Somebody who was away: what it missed may be out of memory, or compacted.
            Thread.sleep(millis / 2);
        }
        if (!stays(worker) && millis % 5 == 2) {
            // Another watcher, of what is to come: as one that has read on one member, and watches on another that
            // lags.
            lives.merge(worker, 1, Integer::sum);
            reached.put(worker, newest(session) + 2 + millis % AHEAD);
        }
        var watching = going(session, worker);
        try {
            watching.await(Long.MAX_VALUE, Duration.ofMillis(millis));
            if (millis % 3 == 0) {
                watching.askProgress();
                watching.await(Long.MAX_VALUE, Duration.ofMillis(100));
            }
        } finally {
            if (stays(worker) && !watching.over()) {
                // A connection that is dead and silent does not show before something is sent.
                watching.askProgress();
                staying.put(worker, watching);
            } else {
                streams.add(leave(session, worker, watching));
            }
        }
        if (watching.responses() == 0) {
            // Nobody is there: to try again at once would use up what the run's rate allows.
            Thread.sleep(AGAIN_MILLIS);
        }
        return Edn.of(watching.responses());
    }

    private boolean stays(int worker) {
        return (worker - plan.first()) % 2 == 1;
    }

    /** The stream that it stays on, or a new one. */
    private Watching going(Session session, int worker) {
        var stayed = staying.remove(worker);
        return stayed == null ? open(session, worker) : stayed;
    }

    /** Watches until it has all up to the newest revision; that revision. */
    Edn catchUp(Session session, int process, List<WatchStream> streams)
            throws NotAnswered, SessionClient.Declined, InterruptedException {
        int worker = plan.worker(process);
        var within = stays(worker) ? STAYING_WITHIN : WITHIN;
        long end = System.nanoTime() + within.toNanos();
        long newest = newest(session);
        while (System.nanoTime() < end) {
            var watching = going(session, worker);
            boolean all;
            try {
                all = watching.awaitAsking(newest, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } finally {
                streams.add(leave(session, worker, watching));
            }
            if (all) {
                return Edn.of(newest);
            }
            Thread.sleep(50);
        }
        throw new SessionClient.Declined("the watcher did not reach revision " + newest + " within "
                + within.toSeconds() + " s, it is at " + reached.getOrDefault(worker, 0L));
    }

    private long newest(Session session) throws NotAnswered {
        return session.call(KVGrpc.getRangeMethod(), KeyValues.get(prefix))
                .getHeader()
                .getRevision();
    }

    private Watching open(Session session, int worker) {
        long start = reached.containsKey(worker) ? reached.get(worker) + 1 : 0;
        int kind = Math.floorMod(worker - plan.first(), kinds);
        var key = bytes(prefix);
        var request = Watching.request(key, KeyValues.end(prefix), start);
        switch (kind) {
            case 0 -> {}
            case 1 -> request.setPrevKv(true);
            case 2 -> request.setPrevKv(true).setFragment(true);
            case 3 -> request.setProgressNotify(true);
            case 4 -> request.addFilters(FilterType.NOPUT).setPrevKv(true);
            case 5 -> request.addFilters(FilterType.NODELETE).setProgressNotify(true);
            case 6 ->
                request.setKey(bytes(prefix + "0"))
                        .setRangeEnd(ByteString.EMPTY)
                        .setPrevKv(true);
            default ->
                request.setKey(ByteString.copyFrom(new byte[1]))
                        .setRangeEnd(ByteString.copyFrom(new byte[1]))
                        .setWatchId(7);
        }
        var name = "w" + worker + "." + lives.getOrDefault(worker, 0);
        var watching = new Watching(
                session.channel(), session.clock(), session.member(), name, request.build(), worker % 2 == 0);
        if (start > 0 && (worker - plan.first()) % 4 == 0) {
            // While it still reads the past: no answer must come before that.
            for (int i = 0; i < ASKED_AT_ONCE; i++) {
                watching.askProgress();
            }
        }
        return watching;
    }

    private WatchStream leave(Session session, int worker, Watching watching) {
        var stream = watching.end();
        if (watching.compacted() > 0) {
            // It missed something for good: a new watcher, from where there is something to be had.
            lives.merge(worker, 1, Integer::sum);
            reached.put(worker, watching.compacted() - 1);
        } else if (watching.reached() >= 0) {
            reached.merge(worker, watching.reached(), Math::max);
        }
        if (stream.received().isEmpty() && !stream.reason().equals("closed")) {
            session.channel().resetConnectBackoff();
        }
        return stream;
    }
}
