package io.jukung.api.server.cache;

import io.jukung.api.server.storage.StoreEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.ControlPlaneBugs}. */
@NullMarked
final class Planted {

    private static final long EVENTS_PER_LOSS = 150;

    private static final AtomicLong EVENTS = new AtomicLong();

    private Planted() {}

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
