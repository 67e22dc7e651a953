package io.jukung.api.server.cache;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One change of one object in the history: from {@code before} (null: it was new) to {@code now} (null: gone). */
final class Change {

    private final String key;
    private final @Nullable CachedObject before;
    private final @Nullable CachedObject now;
    private final long revision;
    private @Nullable CachedObject last;

    Change(String key, @Nullable CachedObject before, @Nullable CachedObject now, long revision) {
        this.key = key;
        this.before = before;
        this.now = now;
        this.revision = revision;
    }

    String key() {
        return key;
    }

    long revision() {
        return revision;
    }

    /**
     * What a watcher that sees only what {@code selects} accepts is told: an object that begins to be
     * selected was added, one that ends to be was deleted. Null: nothing. Called under the cache's lock.
     */
    @Nullable
    WatchItem seenBy(Predicate<CachedObject> selects) {
        boolean was = before != null && selects.test(before);
        boolean is = now != null && selects.test(now);
        if (is && now != null) {
            return new WatchItem.Event(was ? WatchItem.Type.MODIFIED : WatchItem.Type.ADDED, now);
        }
        if (was && before != null) {
            if (last == null) {
                last = before.at(revision);
            }
            return new WatchItem.Event(WatchItem.Type.DELETED, last);
        }
        return null;
    }
}
