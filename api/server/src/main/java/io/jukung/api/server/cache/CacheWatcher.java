package io.jukung.api.server.cache;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of a cache: first what was there when it came, then changes through a bounded queue. One
 * that leaves the queue full is ended, so that it never holds up the cache or others.
 */
public final class CacheWatcher implements AutoCloseable {

    private static final int QUEUE_LENGTH = 4096;

    private final WatchCache cache;
    private final Predicate<CachedObject> selects;
    private final long startRevision;
    private final Iterator<WatchItem> initial;
    private final BlockingQueue<WatchItem> changes = new LinkedBlockingQueue<>(QUEUE_LENGTH);
    private volatile @Nullable String ended;

    CacheWatcher(WatchCache cache, Predicate<CachedObject> selects, long startRevision, List<WatchItem> initial) {
        this.cache = cache;
        this.selects = selects;
        this.startRevision = startRevision;
        this.initial = initial.iterator();
    }

    /** Waits for the next item; null when none came in time. One thread may take. */
    public @Nullable WatchItem take(Duration patience) throws InterruptedException {
        var item = initial.hasNext() ? initial.next() : nextChange(patience);
        if (item instanceof WatchItem.Event) {
            cache.countEvent();
        }
        return item;
    }

    private @Nullable WatchItem nextChange(Duration patience) throws InterruptedException {
        var reason = ended;
        var next = changes.poll(reason == null ? patience.toNanos() : 0, TimeUnit.NANOSECONDS);
        // Where the queue was full its end found no room in it.
        return next == null && reason != null ? new WatchItem.End(reason) : next;
    }

    /** How far this watcher is, or null while changes wait to be taken. */
    public WatchItem.@Nullable Bookmark bookmark() {
        return cache.bookmarkFor(this);
    }

    boolean drained() {
        return !initial.hasNext() && changes.isEmpty();
    }

    /** Called by the cache, under its lock. False: the watcher is ended. */
    boolean offer(Change change) {
        if (change.revision() <= startRevision) {
            return true;
        }
        var item = change.seenBy(selects);
        if (item == null || changes.offer(item)) {
            return true;
        }
        end("the watcher is too slow: " + QUEUE_LENGTH + " events wait for it");
        return false;
    }

    void end(String reason) {
        ended = reason;
        changes.offer(new WatchItem.End(reason));
    }

    @Override
    public void close() {
        cache.remove(this);
        end("closed");
    }
}
