package io.jukung.benchmarks.results;

import java.util.Map;
import java.util.TreeMap;

/** When, where and with which versions was measured. */
public record Environment(Map<String, String> facts) {

    /** Takes a copy, sorted by name. */
    public Environment {
        facts = new TreeMap<>(facts);
    }
}
