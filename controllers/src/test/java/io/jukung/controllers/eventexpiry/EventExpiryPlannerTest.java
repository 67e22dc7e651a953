package io.jukung.controllers.eventexpiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Trees;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventExpiryPlannerTest {

    private static KubeObject event(String name, String times) {
        return Trees.object("{apiVersion: v1, kind: Event, metadata: {name: " + name + ", namespace: default, uid: u}, "
                + times + "}");
    }

    @Test
    void anEventIsKeptForAnHourAfterItWasLastHeardOf() {
        var plan = EventExpiryPlanner.plan(new EventExpiryView(
                List.of(
                        event("old", "lastTimestamp: \"2026-01-01T00:59:59Z\""),
                        event("fresh", "lastTimestamp: \"2026-01-01T01:00:00Z\""),
                        event(
                                "repeated",
                                "firstTimestamp: \"2025-01-01T00:00:00Z\", lastTimestamp: \"2026-01-01T01:30:00Z\""),
                        event("newForm", "eventTime: \"2026-01-01T00:00:00.000001Z\""),
                        event("timeless", "type: Normal")),
                Instant.parse("2026-01-01T02:00:00Z")));
        assertThat(plan.actions())
                .extracting(action -> ((Action.Delete) action).object().name())
                .containsExactly("old", "newForm");
    }
}
