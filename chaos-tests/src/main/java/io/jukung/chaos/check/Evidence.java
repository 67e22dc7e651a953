package io.jukung.chaos.check;

import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a run once it is over and healed.
 *
 * @param events empty where no witness watched
 * @param finalStates what each member said of itself at the very end, by member; empty where it was not asked
 * @param logs each member's output, by member, in lines
 */
public record Evidence(
        History history,
        Optional<EventLog> events,
        Map<String, FinalState> finalStates,
        Map<String, List<String>> logs) {

    public Evidence {
        finalStates = Map.copyOf(finalStates);
        logs = Map.copyOf(logs);
    }

    /**
     * A member after healing, once all had the same revision.
     *
     * @param hash of {@code HashKV} at {@code revision}
     * @param compactRevision of the same answer
     */
    public record FinalState(long revision, int hash, long compactRevision) {}

    /** A history alone, as one that was loaded from a file. */
    public static Evidence of(History history) {
        return new Evidence(history, Optional.empty(), Map.of(), Map.of());
    }
}
