package io.jukung.store.watch;

import io.jukung.store.ClientMemory;

/**
 * What the hub may use.
 *
 * @param ringRevisions most revisions kept for watchers that are a little behind
 * @param ringBytes most bytes of records kept for them
 * @param responseBytes a response ends with the revision that reaches this many bytes
 * @param fragmentBytes one revision is split above this size, for watchers that allow it
 * @param scannedEntries log entries one look into the past may pass
 * @param watcherBytes of all watchers together, see {@link ClientMemory}
 */
public record WatchLimits(
        int ringRevisions,
        long ringBytes,
        long responseBytes,
        int fragmentBytes,
        int scannedEntries,
        long watcherBytes) {

    /** etcd's fragment size (its default request limit plus 512 KiB); the rest measured for a small heap. */
    public static WatchLimits of(ClientMemory clients) {
        return new WatchLimits(8192, 16L << 20, 1L << 20, 2 << 20, 2048, clients.watcherBytes());
    }
}
