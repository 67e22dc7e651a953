package io.jukung.api.server.cache;

import io.jukung.api.server.storage.StoreEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a watch cache knows, and whom it tells: all objects of one resource, a window of their latest changes, the watchers. No
 * threads, no clock: who has it calls one method at a time.
 */
final class CacheState {

    private final String prefix;
    private final int historyLength;
    private final int queueLength;
    private final TreeMap<String, CachedObject> objects = new TreeMap<>();
    private final ArrayDeque<Change> history = new ArrayDeque<>();
    private final Set<CacheWatcher> watchers = new LinkedHashSet<>();
    private long revision;
    /** Every change after this revision is in the history. */
    private long historyStart;

    /**
     * Knows nothing yet.
     *
     * @param prefix of the resource's keys, ending with {@code /}
     * @param historyLength changes that are kept for watchers that begin in the past
     * @param queueLength changes that may wait for a watcher; one that leaves more is ended
     */
    CacheState(String prefix, int historyLength, int queueLength) {
        this.prefix = prefix;
        this.historyLength = historyLength;
        this.queueLength = queueLength;
    }

    /** Up to where everything is known; 0 before the first load. */
    long revision() {
        return revision;
    }

    /** The object under a key without the prefix, or null. */
    @Nullable
    CachedObject get(String key) {
        return objects.get(key);
    }

    int size() {
        return objects.size();
    }

    int watchers() {
        return watchers.size();
    }

    /** The objects of a namespace, or of all with "", in the order of keys. */
    List<CachedObject> present(String namespace) {
        var range = namespace.isEmpty() ? objects : objects.subMap(namespace + "/", namespace + "0");
        return new ArrayList<>(range.values());
    }

    /** All objects as they are at a revision, instead of what was known. What led there is not known: watchers are ended. */
    void replace(Map<String, CachedObject> loaded, long at) {
        objects.clear();
        objects.putAll(loaded);
        history.clear();
        historyStart = at;
        revision = at;
        endWatchers("the history is gone");
    }

    /**
     * Takes in what the store reports next, whole revisions, and tells watchers.
     *
     * @param decoded for each event the object that was written; null where none was
     */
    void apply(List<StoreEvent> events, List<@Nullable CachedObject> decoded) {
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            switch (event) {
                case StoreEvent.Put put -> change(put.value().key(), decoded.get(i), put.revision());
                case StoreEvent.Delete delete -> change(delete.key(), null, delete.revision());
                case StoreEvent.Progress ignored -> {}
            }
            revision = Math.max(revision, event.revision());
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
        if (history.size() > historyLength) {
            historyStart = history.removeFirst().revision();
        }
        watchers.removeIf(watcher -> !watcher.offer(change));
    }

    /**
     * A watcher of the changes after {@code after}.
     *
     * @throws CacheException.Expired where the history kept begins later
     */
    CacheWatcher watchAfter(long after, Predicate<CachedObject> selects, WatcherHome home) {
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
        return register(new CacheWatcher(home, selects, after, initial, queueLength));
    }

    /**
     * A watcher of the changes from now on, after the present objects as ADDED.
     *
     * @param namespace "" for all
     * @param endMark whether a bookmark tells where the present objects end
     */
    CacheWatcher watchFromNow(String namespace, Predicate<CachedObject> selects, boolean endMark, WatcherHome home) {
        var initial = new ArrayList<WatchItem>();
        for (var object : present(namespace)) {
            if (selects.test(object)) {
                initial.add(new WatchItem.Event(WatchItem.Type.ADDED, object));
            }
        }
        if (endMark) {
            initial.add(new WatchItem.Bookmark(revision, true));
        }
        return register(new CacheWatcher(home, selects, revision, initial, queueLength));
    }

    private CacheWatcher register(CacheWatcher watcher) {
        watchers.add(watcher);
        return watcher;
    }

    void remove(CacheWatcher watcher) {
        watchers.remove(watcher);
    }

    /**
     * How far a watcher is that has taken everything; null where it has not. Null, too, where it began further than this cache is: it
     * knows more, from another server, and must not be sent back.
     */
    WatchItem.@Nullable Bookmark bookmarkFor(CacheWatcher watcher) {
        return watcher.drained() && revision >= watcher.startRevision()
                ? new WatchItem.Bookmark(revision, false)
                : null;
    }

    void endWatchers(String reason) {
        watchers.forEach(watcher -> watcher.end(reason));
        watchers.clear();
    }
}
