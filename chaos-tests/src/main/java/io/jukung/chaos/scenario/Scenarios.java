package io.jukung.chaos.scenario;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All scenarios there are. */
public final class Scenarios {

    private static final List<Scenario> ALL = Stream.of(
                    DiskScenarios.ALL,
                    ReadScenarios.ALL,
                    WatchScenarios.ALL,
                    LeaseScenarios.ALL,
                    StateScenarios.ALL,
                    MembershipScenarios.ALL)
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}

    /** In the order of what they are about. */
    public static List<Scenario> all() {
        return ALL;
    }

    /**
     * The one of a name.
     *
     * @throws IllegalArgumentException if there is none, with the names of all
     */
    public static Scenario named(String id) {
        return ALL.stream()
                .filter(scenario -> scenario.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scenario: \"" + id + "\", expected one of "
                        + ALL.stream().map(Scenario::id).collect(Collectors.joining(", "))));
    }
}
