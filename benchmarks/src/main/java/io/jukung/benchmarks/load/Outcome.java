package io.jukung.benchmarks.load;

import java.util.Map;

/**
 * What was measured.
 *
 * @param failure what went wrong first, empty if nothing: then the figures say nothing
 */
public record Outcome(Map<String, Double> figures, String failure) {

    /** One figure, and nothing went wrong. */
    public static Outcome of(String name, double value) {
        return new Outcome(Map.of(name, value), "");
    }

    /**
     * A figure by name.
     *
     * @throws IllegalArgumentException if it was not measured
     */
    public double figure(String name) {
        var value = figures.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no figure " + name + " among " + figures.keySet());
        }
        return value;
    }
}
