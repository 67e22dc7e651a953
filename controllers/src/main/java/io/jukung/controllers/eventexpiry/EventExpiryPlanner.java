package io.jukung.controllers.eventexpiry;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** From Events to those that are too old. */
final class EventExpiryPlanner {

    static final Duration KEPT = Duration.ofHours(1);

    private EventExpiryPlanner() {}

    static Plan plan(EventExpiryView view) {
        var oldest = view.now().minus(KEPT);
        return Plan.of(view.events().stream()
                .filter(event ->
                        lastHeard(event).filter(at -> at.isBefore(oldest)).isPresent())
                .map(event -> Action.Delete.of(Kind.EVENT, event))
                .toList());
    }

    /** The latest of the times an Event carries, in either of its forms. */
    private static Optional<Instant> lastHeard(KubeObject event) {
        return Stream.of(
                        event.tree().text("lastTimestamp"),
                        event.tree().text("series", "lastObservedTime"),
                        event.tree().text("eventTime"),
                        event.tree().text("firstTimestamp"),
                        event.metadata().text("creationTimestamp"))
                .filter(text -> !text.isEmpty())
                .map(Instant::parse)
                .max(Instant::compareTo);
    }
}
