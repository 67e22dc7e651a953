package io.jukung.api.server.cache;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.storage.StoreEvent;
import io.jukung.api.server.storage.StoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** For the simulation: what the API server's watch cache of a resource knows and tells, without its thread and lock. */
@NullMarked
public final class CacheCore {

    private static final String PREFIX = "/registry/";

    /**
     * A change as the store reports it.
     *
     * @param key without the prefix
     * @param object as written; null: the key was deleted
     */
    public record Written(String key, @Nullable ObjectValue object, long revision) {}

    private final CacheState state;
    private final WatcherHome home = new WatcherHome() {
        @Override
        public void remove(CacheWatcher watcher) {
            state.remove(watcher);
        }

        @Override
        public WatchItem.@Nullable Bookmark bookmarkFor(CacheWatcher watcher) {
            return state.bookmarkFor(watcher);
        }

        @Override
        public void countEvent() {}
    };

    public CacheCore(int historyLength, int queueLength) {
        state = new CacheState(PREFIX, historyLength, queueLength);
    }

    /** 0 before the first load. */
    public long revision() {
        return state.revision();
    }

    public void replace(SortedMap<String, ObjectValue> objects, long revision) {
        var loaded = new TreeMap<String, CachedObject>();
        objects.forEach((key, tree) ->
                loaded.put(key, new CachedObject(tree, Long.parseLong(new KubeObject(tree).resourceVersion()))));
        state.replace(loaded, revision);
    }

    /** Takes changes in, and that nothing else happened up to a revision. */
    public void apply(List<Written> changes, long progress) {
        var events = new ArrayList<StoreEvent>();
        var decoded = new ArrayList<@Nullable CachedObject>();
        for (var change : changes) {
            var key = PREFIX + change.key;
            if (change.object == null) {
                events.add(new StoreEvent.Delete(key, null, change.revision));
                decoded.add(null);
            } else {
                var value = new StoredValue(key, new byte[0], change.revision, change.revision);
                events.add(new StoreEvent.Put(value, null));
                decoded.add(new CachedObject(change.object, change.revision));
            }
        }
        events.add(new StoreEvent.Progress(progress));
        decoded.add(null);
        state.apply(events, decoded);
    }

    /**
     * The changes after a revision.
     *
     * @throws CacheException.Expired where the history kept begins later
     */
    public Stream watchAfter(long revision, Predicate<KubeObject> selects) {
        return new Stream(state.watchAfter(revision, cached -> selects.test(cached.object()), home));
    }

    /** The present objects, a bookmark that ends them, and what comes then. */
    public Stream watchFromNow(Predicate<KubeObject> selects) {
        return new Stream(state.watchFromNow("", cached -> selects.test(cached.object()), true, home));
    }

    /** The server's end of a watch. */
    public static final class Stream {

        private final CacheWatcher watcher;

        Stream(CacheWatcher watcher) {
            this.watcher = watcher;
        }

        /** What comes next; null: nothing yet. */
        public @Nullable WatchItem next() {
            try {
                return watcher.take(Duration.ZERO);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nothing interrupts a simulation", e);
            }
        }

        public WatchItem.@Nullable Bookmark bookmark() {
            return watcher.bookmark();
        }

        public void close() {
            watcher.close();
        }
    }
}
