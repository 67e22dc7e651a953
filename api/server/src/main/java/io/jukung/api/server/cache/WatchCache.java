package io.jukung.api.server.cache;

import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreEvent;
import io.jukung.api.server.storage.StoreException;
import io.jukung.api.server.storage.StoreWatch;
import io.jukung.api.server.storage.StoredValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one resource in memory, and a window of their latest changes. One thread follows the
 * store; readers hold the lock only to copy references.
 */
public final class WatchCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
    private static final int HISTORY_LENGTH = 8192;
    private static final int PAGE_SIZE = 1000;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(100);

    private final ObjectStorage storage;
    private final String prefix;
    private final Function<StoredValue, CachedObject> decoder;
    private final Thread follower;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final TreeMap<String, CachedObject> objects = new TreeMap<>();
    private final ArrayDeque<Change> history = new ArrayDeque<>();
    private final Set<CacheWatcher> watchers = new LinkedHashSet<>();
    private final LongAdder eventsTaken = new LongAdder();
    private long revision;
    /** Every change after this revision is in the history. */
    private long historyStart;

    private volatile @Nullable StoreWatch storeWatch;
    private volatile boolean closed;

    /**
     * Starts to follow the store at once.
     *
     * @param prefix of the resource's keys, ending with {@code /}
     */
    public WatchCache(ObjectStorage storage, String prefix, Function<StoredValue, CachedObject> decoder) {
        this.storage = storage;
        this.prefix = prefix;
        this.decoder = decoder;
        this.follower = Thread.ofVirtual().name("cache " + prefix).start(this::follow);
    }

    /** Whether the first load is done. */
    public boolean ready() {
        return revision() > 0;
    }

    /** How far the cache is; 0 before the first load. */
    public long revision() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the cache has everything up to {@code wanted}.
     *
     * @throws CacheException.TooNew when it has not in time
     */
    public void await(long wanted, Duration patience) {
        long remaining = patience.toNanos();
        lock.lock();
        try {
            while (revision < wanted || revision == 0) {
                var watch = storeWatch;
                if (watch != null) {
                    watch.requestProgress();
                }
                long step = Math.min(remaining, PROGRESS_INTERVAL.toNanos());
                long left = advanced.awaitNanos(step);
                remaining -= step - left;
                if (remaining <= 0 && (revision < wanted || revision == 0)) {
                    throw new CacheException.TooNew(wanted, revision);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException.TooNew(wanted, 0);
        } finally {
            lock.unlock();
        }
    }

    /** The object under a key without the prefix ({@code namespace/name} or {@code name}), or null. */
    public @Nullable CachedObject get(String key) {
        lock.lock();
        try {
            return objects.get(key);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The objects that are selected now.
     *
     * @param namespace "" for all
     */
    public CacheSnapshot snapshot(String namespace, Predicate<CachedObject> selects) {
        List<CachedObject> all;
        long at;
        lock.lock();
        try {
            all = present(namespace);
            at = revision;
        } finally {
            lock.unlock();
        }
        return new CacheSnapshot(all.stream().filter(selects).toList(), at);
    }

    private List<CachedObject> present(String namespace) {
        var range = namespace.isEmpty() ? objects : objects.subMap(namespace + "/", namespace + "0");
        return new ArrayList<>(range.values());
    }

    /**
     * Watches changes after {@code after}.
     *
     * @throws CacheException.Expired where the history kept begins later
     */
    public CacheWatcher watchAfter(long after, Predicate<CachedObject> selects) {
        lock.lock();
        try {
            if (after < historyStart) {
                throw new CacheException.Expired(after, historyStart + 1);
            }
            var initial = new ArrayList<WatchItem>();
            for (var change : history) {
                var item = change.revision() > after ? change.seenBy(selects) : null;
                if (item != null) {
                    initial.add(item);
                }
            }
            return register(new CacheWatcher(this, selects, after, initial));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Watches from now, after the present objects as ADDED.
     *
     * @param namespace "" for all
     * @param endMark whether a bookmark tells where the present objects end
     */
    public CacheWatcher watchFromNow(String namespace, Predicate<CachedObject> selects, boolean endMark) {
        lock.lock();
        try {
            var initial = new ArrayList<WatchItem>();
            for (var object : present(namespace)) {
                if (selects.test(object)) {
                    initial.add(new WatchItem.Event(WatchItem.Type.ADDED, object));
                }
            }
            if (endMark) {
                initial.add(new WatchItem.Bookmark(revision, true));
            }
            return register(new CacheWatcher(this, selects, revision, initial));
        } finally {
            lock.unlock();
        }
    }

    private CacheWatcher register(CacheWatcher watcher) {
        if (closed) {
            watcher.end("the server stops");
        } else {
            watchers.add(watcher);
        }
        return watcher;
    }

    /** How many objects there are. */
    public int size() {
        lock.lock();
        try {
            return objects.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many watchers are open. */
    public int watchers() {
        lock.lock();
        try {
            return watchers.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many events watchers took, all together, from the beginning. */
    public long eventsTaken() {
        return eventsTaken.sum();
    }

    void countEvent() {
        eventsTaken.increment();
    }

    void remove(CacheWatcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    WatchItem.@Nullable Bookmark bookmarkFor(CacheWatcher watcher) {
        lock.lock();
        try {
            return watcher.drained() ? new WatchItem.Bookmark(revision, false) : null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            endWatchers("the server stops");
        } finally {
            lock.unlock();
        }
        var watch = storeWatch;
        if (watch != null) {
            watch.close();
        }
        follower.interrupt();
    }

    private void follow() {
        boolean loaded = false;
        while (!closed) {
            try {
                if (!loaded) {
                    load();
                    loaded = true;
                }
                try (var watch = storage.watch(prefix, revision() + 1)) {
                    storeWatch = watch;
                    while (!closed) {
                        apply(watch.take());
                    }
                }
            } catch (StoreException.Compacted e) {
                LOG.warn("cache {}: the store compacted what was not yet seen; loading anew", prefix);
                loaded = false;
            } catch (StoreException e) {
                if (!closed) {
                    LOG.info("cache {}: {}; trying again", prefix, e.getMessage());
                }
                pause();
            } catch (InterruptedException e) {
                // Only close() interrupts.
                return;
            } catch (RuntimeException e) {
                LOG.error("cache {}: cannot follow the store", prefix, e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void load() {
        var loaded = new TreeMap<String, CachedObject>();
        var start = prefix;
        long at = 0;
        boolean more = true;
        while (more) {
            var page = storage.range(start, ObjectStorage.endOf(prefix), PAGE_SIZE, at);
            at = at == 0 ? page.revision() : at;
            for (var value : page.values()) {
                loaded.put(value.key().substring(prefix.length()), decoder.apply(value));
                start = value.key() + '\0';
            }
            more = page.more();
        }
        lock.lock();
        try {
            objects.clear();
            objects.putAll(loaded);
            history.clear();
            historyStart = at;
            revision = at;
            endWatchers("the history is gone");
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void endWatchers(String reason) {
        watchers.forEach(watcher -> watcher.end(reason));
        watchers.clear();
    }

    private void apply(List<StoreEvent> events) {
        // Decoded before the lock is taken: readers must not wait for it.
        var decoded = new ArrayList<@Nullable CachedObject>(events.size());
        for (var event : events) {
            decoded.add(event instanceof StoreEvent.Put(var value, var ignored) ? decoder.apply(value) : null);
        }
        lock.lock();
        try {
            for (int i = 0; i < events.size(); i++) {
                var event = events.get(i);
                switch (event) {
                    case StoreEvent.Put put -> change(put.value().key(), decoded.get(i), put.revision());
                    case StoreEvent.Delete delete -> change(delete.key(), null, delete.revision());
                    case StoreEvent.Progress ignored -> {}
                }
                revision = Math.max(revision, event.revision());
            }
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void change(String storeKey, @Nullable CachedObject now, long at) {
        var key = storeKey.substring(prefix.length());
        var before = now == null ? objects.remove(key) : objects.put(key, now);
        if (before == null && now == null) {
            return;
        }
        var change = new Change(key, before, now, at);
        history.addLast(change);
        if (history.size() > HISTORY_LENGTH) {
            historyStart = history.removeFirst().revision();
        }
        watchers.removeIf(watcher -> !watcher.offer(change));
    }
}
