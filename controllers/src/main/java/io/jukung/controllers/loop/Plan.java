package io.jukung.controllers.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a turn does, in order, and when the key wants another without a change.
 *
 * @param again empty for not before something changes
 */
public record Plan(List<Action> actions, Optional<Duration> again) {

    private static final Plan NOTHING = new Plan(List.of(), Optional.empty());

    public Plan {
        actions = List.copyOf(actions);
    }

    /** Whether it patches objects of a kind. */
    public boolean changes(Kind kind) {
        return actions.stream()
                .anyMatch(action ->
                        action instanceof Action.Patch patch && patch.kind().equals(kind));
    }

    /** The earlier of two wishes to come again. */
    public static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Duration::compareTo);
    }

    public static Plan nothing() {
        return NOTHING;
    }

    public static Plan of(List<? extends Action> actions) {
        return new Plan(List.copyOf(actions), Optional.empty());
    }

    public static Plan of(Action... actions) {
        return of(List.of(actions));
    }
}
