package io.jukung.store.watch;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.store.apply.StoreState;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings each applied revision to the watchers that want it. Guarantees of etcd's watch: per watcher revisions ascend, none is
 * skipped, repeated or split (unless the watcher allows fragments), and a progress response of a revision follows all events up
 * to it.
 */
public final class WatchHub {

    private final History history;
    private final HeaderSource headers;
    private final Executor loop;
    private final WatchLimits limits;
    private final EventRing ring;
    private final AtomicBoolean pumpQueued = new AtomicBoolean();
    /** Whether there is any stream. One that opens looks at the ring after it has set this. */
    private volatile boolean watched;

    // The loop's own.
    private final WatcherIndex index = new WatcherIndex();
    private final Set<WatchStream> streams = new LinkedHashSet<>();
    private long delivered;

    // Written on the loop alone.
    private volatile int streamCount;
    private volatile int watcherCount;
    /** The loop's own. */
    private long watcherBytes;

    private volatile int syncedCount;
    private final LongAdder eventsSent = new LongAdder();

    /**
     * A hub for one state, from its present revision on.
     *
     * @param loop runs one task at a time, in order; an exception of a task means a broken disk or invariant
     */
    public WatchHub(StoreState state, HeaderSource headers, Executor loop, WatchLimits limits) {
        this.history = state.history();
        this.headers = headers;
        this.loop = loop;
        this.limits = limits;
        delivered = state.revision();
        ring = new EventRing(limits.ringRevisions(), limits.ringBytes(), delivered + 1);
    }

    /** Takes the changes of an entry right after it was applied. Called by the writer; does not wait for any watcher. */
    public void publish(List<RevisionChanges> changes) {
        if (changes.isEmpty()) {
            return;
        }
        ring.add(changes);
        if (watched && pumpQueued.compareAndSet(false, true)) {
            onLoop(this::pump);
        }
    }

    /** A compaction was applied: watchers that wanted what is gone are told. */
    public void compacted() {
        onLoop(() -> streams.forEach(WatchStream::continueCatchUp));
    }

    /** Tells watchers that asked for it, and have got no event since the last call, how far they have come. */
    public void notifyProgress() {
        onLoop(() -> {
            deliver();
            List.copyOf(streams).forEach(WatchStream::sendProgressToQuietWatchers);
        });
    }

    /** A new stream without watchers. */
    public WatchStream open(WatchSink sink) {
        WatchStream stream = new WatchStream(this, sink, limits);
        onLoop(() -> {
            if (!stream.isClosed()) {
                streams.add(stream);
                streamCount = streams.size();
                watched = true;
                deliver();
            }
        });
        return stream;
    }

    History history() {
        return history;
    }

    HeaderSource headers() {
        return headers;
    }

    EventRing ring() {
        return ring;
    }

    void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The member is stopping; its streams end with it.
        }
    }

    private void pump() {
        pumpQueued.set(false);
        deliver();
    }

    /** The newest revision that every synced watcher has got. */
    long delivered() {
        return delivered;
    }

    /** Brings the synced watchers up to the newest published revision. */
    void deliver() {
        while (delivered + 1 < ring.next()) {
            List<RevisionEvents> chunk = ring.read(delivered + 1, limits.responseBytes());
            if (chunk == null) {
                // The loop itself was too slow. Everybody goes on from the log.
                streams.forEach(stream -> stream.allFallBehind(delivered + 1));
                delivered = ring.next() - 1;
                streams.forEach(WatchStream::continueCatchUp);
                return;
            }
            deliver(chunk);
        }
    }

    private void deliver(List<RevisionEvents> chunk) {
        List<WatcherGroup> touched = new ArrayList<>();
        for (RevisionEvents revision : chunk) {
            for (WatchEvent event : revision.events()) {
                index.find(event.key(), group -> {
                    if (group.collect(event, history)) {
                        touched.add(group);
                    }
                });
            }
        }
        long first = chunk.getFirst().revision();
        delivered = chunk.getLast().revision();
        if (touched.isEmpty()) {
            return;
        }
        ResponseHeader header = headers.header(delivered);
        for (WatcherGroup group : touched) {
            EventBatch events = group.take();
            // Whoever is not ready leaves the group meanwhile.
            for (Watcher watcher : List.copyOf(group.watchers())) {
                watcher.stream().deliver(watcher, events, first, header);
            }
        }
    }

    /** About this moment; from any thread. */
    public WatchCounts counts() {
        int watchers = watcherCount;
        return new WatchCounts(streamCount, watchers, Math.max(0, watchers - syncedCount), eventsSent.sum());
    }

    /** Whether there is room for one more. */
    boolean admits(Watcher watcher) {
        return watcherBytes + watcher.bytes() <= limits.watcherBytes();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's own
    void entered(Watcher watcher) {
        watcherCount++;
        watcherBytes += watcher.bytes();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's own
    void left(Watcher watcher) {
        watcherCount--;
        watcherBytes -= watcher.bytes();
    }

    void sent(int events) {
        eventsSent.add(events);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's own
    void synced(Watcher watcher) {
        syncedCount++;
        index.add(watcher);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's own
    void unsynced(Watcher watcher) {
        syncedCount--;
        index.remove(watcher);
    }

    void closed(WatchStream stream) {
        streams.remove(stream);
        streamCount = streams.size();
        watched = !streams.isEmpty();
    }
}
