package io.jukung.store.watch;

import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most recent revisions, as many as the limits allow. Written by the writer, read by the loop; neither waits for the
 * other longer than a copy of references takes.
 */
final class EventRing {

    private final @Nullable RevisionEvents[] slots;
    private final long maxBytes;
    private long first;
    private long next;
    private long bytes;

    /** @param next the first revision that will be added */
    EventRing(int capacity, long maxBytes, long next) {
        slots = new @Nullable RevisionEvents[capacity];
        this.maxBytes = maxBytes;
        this.first = next;
        this.next = next;
    }

    private int slot(long revision) {
        return (int) (revision % slots.length);
    }

    /** Adds revisions that follow each other and those added before. */
    synchronized void add(List<RevisionChanges> revisions) {
        for (RevisionChanges changes : revisions) {
            if (changes.revision() < next) {
                continue;
            }
            if (changes.revision() > next) {
                throw new IllegalStateException(
                        "revision " + changes.revision() + " was published where " + next + " was due");
            }
            RevisionEvents events = RevisionEvents.of(changes);
            if (next - first == slots.length) {
                evictFirst();
            }
            slots[slot(next)] = events;
            bytes += events.bytes();
            next++;
            while (bytes > maxBytes && first < next - 1) {
                evictFirst();
            }
        }
    }

    private void evictFirst() {
        int slot = slot(first);
        RevisionEvents evicted = slots[slot];
        if (evicted != null) {
            bytes -= evicted.bytes();
        }
        slots[slot] = null;
        first++;
    }

    /** The first revision that is not here yet. */
    synchronized long next() {
        return next;
    }

    /**
     * Revisions from {@code from} on, ending with the one that reaches {@code maxChunkBytes}; null if the first is no
     * longer here.
     */
    synchronized @Nullable List<RevisionEvents> read(long from, long maxChunkBytes) {
        if (from < first) {
            return null;
        }
        List<RevisionEvents> chunk = new ArrayList<>();
        long chunkBytes = 0;
        for (long revision = from; revision < next && chunkBytes < maxChunkBytes; revision++) {
            RevisionEvents events = slots[slot(revision)];
            if (events == null) {
                throw new IllegalStateException("revision " + revision + " is missing in the ring");
            }
            chunk.add(events);
            chunkBytes += events.bytes();
        }
        return chunk;
    }
}
