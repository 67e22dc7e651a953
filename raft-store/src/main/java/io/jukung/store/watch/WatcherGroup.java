package io.jukung.store.watch;

import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Synced watchers that want the same: what is published is looked at once for all of them. Loop only. */
final class WatcherGroup {

    private final Interest interest;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private final List<SharedEvent> collected = new ArrayList<>();

    /**
     * What a watcher wants.
     *
     * @param previous with the records that were replaced
     */
    record Interest(KeyRange range, boolean puts, boolean deletes, boolean previous) {

        boolean wants(WatchEvent event) {
            return event.deletion() ? deletes : puts;
        }
    }

    WatcherGroup(Interest interest) {
        this.interest = interest;
    }

    Set<Watcher> watchers() {
        return watchers;
    }

    /** Takes an event along if they want it; whether it is the first since the last {@link #take}. */
    boolean collect(WatchEvent event, History history) {
        if (!interest.wants(event)) {
            return false;
        }
        collected.add(event.event(interest.previous(), history));
        return collected.size() == 1;
    }

    EventBatch take() {
        EventBatch taken = new EventBatch(collected);
        collected.clear();
        return taken;
    }
}
