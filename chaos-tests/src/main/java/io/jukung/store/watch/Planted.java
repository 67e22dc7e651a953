package io.jukung.store.watch;

import io.jukung.store.mvcc.History;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.WatchBugs}. */
@NullMarked
final class Planted {

    private static final long EVENTS_PER_LOSS = 300;
    private static final int SMALL_RING = 16;

    private static final AtomicLong EVENTS = new AtomicLong();

    private Planted() {}

    static boolean collectNearlyAll(WatcherGroup group, WatchEvent event, History history) {
        return EVENTS.incrementAndGet() % EVENTS_PER_LOSS != 0 && group.collect(event, history);
    }

    static boolean always(Watcher watcher) {
        return true;
    }

    static int oneByte(WatchLimits limits) {
        return 1;
    }

    static boolean noMarkOfAFragment(boolean fragment) {
        return false;
    }

    static long newestOfAll(WatchHub hub) {
        return hub.history().revision();
    }

    static boolean seen() {
        return true;
    }

    /** What the ring has, from there or from later on. */
    static List<RevisionEvents> readWhatIsLeft(EventRing ring, long from, long maxBytes) {
        long at = from;
        var found = ring.read(at, maxBytes);
        while (found == null) {
            at++;
            found = ring.read(at, maxBytes);
        }
        return found;
    }

    static int smallRing(int capacity) {
        return SMALL_RING;
    }

    static void moveOneTooFar(Watcher watcher, long revision) {
        watcher.moveTo(revision + 1);
    }

    static EventBatch newestFirst(EventBatch batch) {
        return new EventBatch(batch.events().reversed());
    }

    static long fromTheBeginning(Watcher watcher) {
        return Long.MIN_VALUE;
    }

    static long nothingCompacted(History history) {
        return Long.MIN_VALUE;
    }
}
