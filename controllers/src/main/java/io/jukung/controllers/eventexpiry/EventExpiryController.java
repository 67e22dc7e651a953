package io.jukung.controllers.eventexpiry;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.ListOptions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks at all Events every five minutes; a single key. */
public final class EventExpiryController {

    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final long PAGE = 500;

    /** The only key. */
    public enum Key {
        ALL_EVENTS
    }

    private EventExpiryController() {}

    /** Starts the loop. */
    public static ControlLoop<Key> start(LoopContext context) {
        var executor = context.executor("event-expiry-controller");
        var loop = ControlLoop.<Key>start(
                context.settings("eventexpiry", 1),
                List.of(),
                context.client(),
                (_, client) -> reconcile(executor, context.clock(), client));
        loop.enqueue(Key.ALL_EVENTS);
        return loop;
    }

    private static Optional<Duration> reconcile(PlanExecutor executor, Clock clock, ApiClient client) {
        var token = "";
        do {
            var page = client.list(Kind.EVENT.resource(), "", new ListOptions("", "", PAGE, token));
            var _ = executor.run(EventExpiryPlanner.plan(new EventExpiryView(page.items(), clock.now())), client);
            token = page.continueToken();
        } while (!token.isEmpty());
        return Optional.of(PERIOD);
    }
}
