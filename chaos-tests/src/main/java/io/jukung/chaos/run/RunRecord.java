package io.jukung.chaos.run;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run that is over.
 *
 * @param test its name, as {@code append-partition}
 * @param options all that the seed and the command line decided, for people
 * @param again the command that does the same
 * @param situations how often each situation came up, by name
 */
public record RunRecord(
        String test,
        long seed,
        SortedMap<String, String> options,
        String again,
        Instant begun,
        History history,
        Optional<EventLog> events,
        List<Verdict> verdicts,
        SortedMap<String, Long> situations) {

    public RunRecord {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        situations = Collections.unmodifiableSortedMap(new TreeMap<>(situations));
        verdicts = List.copyOf(verdicts);
    }

    /** Whether every checker found it valid. */
    public boolean passed() {
        return verdicts.stream().allMatch(verdict -> verdict.validity() == Verdict.Validity.VALID);
    }
}
