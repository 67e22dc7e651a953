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

    private final WatcherHome home;
    private final Predicate<CachedObject> selects;
    private final long startRevision;
    private final Iterator<WatchItem> initial;
    private final BlockingQueue<WatchItem> changes;
    private volatile @Nullable String ended;

    CacheWatcher(
            WatcherHome home,
            Predicate<CachedObject> selects,
            long startRevision,
            List<WatchItem> initial,
            int queueLength) {
        this.home = home;
        this.selects = selects;
        this.startRevision = startRevision;
        this.initial = initial.iterator();
        this.changes = new LinkedBlockingQueue<>(queueLength);
    }

    /** Waits for the next item; null when none came in time. One thread may take. */
    public @Nullable WatchItem take(Duration patience) throws InterruptedException {
        var item = initial.hasNext() ? initial.next() : nextChange(patience);
        if (item instanceof WatchItem.Event) {
            home.countEvent();
        }
        return item;
    }

    private @Nullable WatchItem nextChange(Duration patience) throws InterruptedException {
        var reason = ended;
        var next = changes.poll(reason == null ? patience.toNanos() : 0, TimeUnit.NANOSECONDS);
        // Where the queue was full its end found no room in it.
        return next == null && reason != null ? new WatchItem.End(reason) : next;
    }

    /** How far this watcher is; null while changes wait to be taken, and while the cache is not yet where the watcher began. */
    public WatchItem.@Nullable Bookmark bookmark() {
        return home.bookmarkFor(this);
    }

    long startRevision() {
        return startRevision;
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
        end("the watcher is too slow: " + changes.size() + " events wait for it");
        return false;
    }

    void end(String reason) {
        ended = reason;
        changes.offer(new WatchItem.End(reason));
    }

    @Override
    public void close() {
        home.remove(this);
        end("closed");
    }
}
