package io.jukung.api.server.cache;

import org.jspecify.annotations.Nullable;

/** Where a watcher belongs to, as the watcher sees it. */
interface WatcherHome {

    void remove(CacheWatcher watcher);

    /** How far a watcher is that has taken everything; null where it has not, or nothing new can be said. */
    WatchItem.@Nullable Bookmark bookmarkFor(CacheWatcher watcher);

    /** The watcher took an event. */
    void countEvent();
}
