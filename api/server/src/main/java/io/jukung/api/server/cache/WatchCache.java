package io.jukung.api.server.cache;

import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreEvent;
import io.jukung.api.server.storage.StoreException;
import io.jukung.api.server.storage.StoreWatch;
import io.jukung.api.server.storage.StoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int QUEUE_LENGTH = 4096;
    private static final int PAGE_SIZE = 1000;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(100);

    private final ObjectStorage storage;
    private final String prefix;
    private final Function<StoredValue, CachedObject> decoder;
    private final Thread follower;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    /** Guarded by the lock. */
    private final CacheState state;

    private final WatcherHome home = new Home();
    private final LongAdder eventsTaken = new LongAdder();

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
        this.state = new CacheState(prefix, HISTORY_LENGTH, QUEUE_LENGTH);
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
            return state.revision();
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
            while (isBehind(wanted)) {
                var watch = storeWatch;
                if (watch != null) {
                    watch.requestProgress();
                }
                long step = Math.min(remaining, PROGRESS_INTERVAL.toNanos());
                long left = advanced.awaitNanos(step);
                remaining -= step - left;
                if (remaining <= 0 && isBehind(wanted)) {
                    throw new CacheException.TooNew(wanted, state.revision());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException.TooNew(wanted, 0);
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehind(long wanted) {
        return state.revision() < wanted || state.revision() == 0;
    }

    /** The object under a key without the prefix ({@code namespace/name} or {@code name}), or null. */
    public @Nullable CachedObject get(String key) {
        lock.lock();
        try {
            return state.get(key);
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
            all = state.present(namespace);
            at = state.revision();
        } finally {
            lock.unlock();
        }
        return new CacheSnapshot(all.stream().filter(selects).toList(), at);
    }

    /**
     * Watches changes after {@code after}.
     *
     * @throws CacheException.Expired where the history kept begins later
     */
    public CacheWatcher watchAfter(long after, Predicate<CachedObject> selects) {
        lock.lock();
        try {
            return unlessClosed(state.watchAfter(after, selects, home));
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
            return unlessClosed(state.watchFromNow(namespace, selects, endMark, home));
        } finally {
            lock.unlock();
        }
    }

    private CacheWatcher unlessClosed(CacheWatcher watcher) {
        if (closed) {
            state.endWatchers("the server stops");
        }
        return watcher;
    }

    /** How many objects there are. */
    public int size() {
        lock.lock();
        try {
            return state.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many watchers are open. */
    public int watchers() {
        lock.lock();
        try {
            return state.watchers();
        } finally {
            lock.unlock();
        }
    }

    /** How many events watchers took, all together, from the beginning. */
    public long eventsTaken() {
        return eventsTaken.sum();
    }

    /** Watchers come from threads of their own. */
    private final class Home implements WatcherHome {

        @Override
        public void remove(CacheWatcher watcher) {
            lock.lock();
            try {
                state.remove(watcher);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public WatchItem.@Nullable Bookmark bookmarkFor(CacheWatcher watcher) {
            lock.lock();
            try {
                return state.bookmarkFor(watcher);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void countEvent() {
            eventsTaken.increment();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            state.endWatchers("the server stops");
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
            state.replace(loaded, at);
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void apply(List<StoreEvent> events) {
        // Decoded before the lock is taken: readers must not wait for it.
        var decoded = new ArrayList<@Nullable CachedObject>(events.size());
        for (var event : events) {
            decoded.add(event instanceof StoreEvent.Put(var value, var ignored) ? decoder.apply(value) : null);
        }
        lock.lock();
        try {
            state.apply(events, decoded);
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
