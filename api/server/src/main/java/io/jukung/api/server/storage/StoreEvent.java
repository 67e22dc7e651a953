package io.jukung.api.server.storage;

import org.jspecify.annotations.Nullable;

/** What a watch reports, in the order of revisions. */
public sealed interface StoreEvent {

    long revision();

    /**
     * A key was written.
     *
     * @param before the value that was replaced; null for a new key
     */
    record Put(StoredValue value, @Nullable StoredValue before) implements StoreEvent {
        @Override
        public long revision() {
            return value.modRevision();
        }
    }

    /**
     * A key was deleted.
     *
     * @param before the value that was deleted; null when the store no longer had it
     */
    record Delete(String key, @Nullable StoredValue before, long revision) implements StoreEvent {}

    /** All events up to {@code revision} have been reported. */
    record Progress(long revision) implements StoreEvent {}
}
