package io.jukung.store.mvcc;

import java.util.List;

/**
 * All changes of one revision, in the order they were made. Watchers get all of it or nothing.
 *
 * @param changes not empty
 */
public record RevisionChanges(long revision, List<Change> changes) {

    public RevisionChanges {
        changes = List.copyOf(changes);
    }
}
