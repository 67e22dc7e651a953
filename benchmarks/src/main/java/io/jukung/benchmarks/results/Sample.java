package io.jukung.benchmarks.results;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one store did in one turn.
 *
 * @param workload what was asked of it
 * @param parameters how much of it: clients, keys, value_bytes, watchers, tls (0 or 1) …
 * @param figures what was measured, the unit at the end of the name
 * @param failure what went wrong first, empty if nothing: then the figures say nothing
 */
public record Sample(
        String store, String workload, Map<String, Long> parameters, Map<String, Double> figures, String failure) {

    /** Takes copies, sorted by name. */
    public Sample {
        parameters = new TreeMap<>(parameters);
        figures = new TreeMap<>(figures);
    }

    /** Whether its figures count. */
    public boolean valid() {
        return failure.isEmpty();
    }
}
