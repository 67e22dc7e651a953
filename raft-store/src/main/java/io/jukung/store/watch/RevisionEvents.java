package io.jukung.store.watch;

import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one revision.
 *
 * @param bytes about how much they hold
 */
record RevisionEvents(long revision, List<WatchEvent> events, long bytes) {

    private static final int OVERHEAD_BYTES = 128;

    static RevisionEvents of(RevisionChanges changes) {
        List<WatchEvent> events = new ArrayList<>(changes.changes().size());
        long bytes = 0;
        for (Change change : changes.changes()) {
            events.add(new WatchEvent(change));
            bytes += change.record().getSerializedSize() + OVERHEAD_BYTES;
        }
        return new RevisionEvents(changes.revision(), events, bytes);
    }
}
