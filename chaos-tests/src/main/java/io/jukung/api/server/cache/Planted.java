package io.jukung.api.server.cache;

import io.jukung.api.server.storage.StoreEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.ControlPlaneBugs}. */
@NullMarked
final class Planted {

    private static final long EVENTS_PER_LOSS = 150;

    private static final AtomicLong EVENTS = new AtomicLong();

    private static final long LATE_NANOS = 100_000_000;

    /** Of each cache, which has a thread of its own. */
    private static final ThreadLocal<Long> PROMPT_SINCE = ThreadLocal.withInitial(() -> System.nanoTime() - LATE_NANOS);

    private Planted() {}

    /** Waits; then it does not for as long. */
    static List<StoreEvent> lateNowAndThen(List<StoreEvent> events) throws InterruptedException {
        if (System.nanoTime() - PROMPT_SINCE.get() > LATE_NANOS) {
            TimeUnit.NANOSECONDS.sleep(LATE_NANOS);
            PROMPT_SINCE.set(System.nanoTime());
        }
        return events;
    }

    static List<StoreEvent> nearlyAll(List<StoreEvent> events) {
        var kept = new ArrayList<StoreEvent>();
        for (var event : events) {
            if (event instanceof StoreEvent.Progress || EVENTS.incrementAndGet() % EVENTS_PER_LOSS != 0) {
                kept.add(event);
            }
        }
        return kept;
    }
}
