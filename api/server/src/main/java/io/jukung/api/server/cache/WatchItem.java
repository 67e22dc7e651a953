package io.jukung.api.server.cache;

/** What a watcher is told. */
public sealed interface WatchItem {

    enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    record Event(Type type, CachedObject object) implements WatchItem {}

    /**
     * All events up to the revision were told.
     *
     * @param initialEventsEnd whether it ends the present objects of a {@code sendInitialEvents} watch
     */
    record Bookmark(long revision, boolean initialEventsEnd) implements WatchItem {}

    /** Nothing more will come: the watcher was too slow, or the cache starts over. */
    record End(String reason) implements WatchItem {}
}
