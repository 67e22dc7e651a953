package io.jukung.netproxy.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table's whole content, as a value: chains with their rules, sets and maps with what we put into them. What the
 * kernel itself puts in (session affinity) is not part of it.
 *
 * @param elements by set or map, then by key; the value is "" in sets
 */
public record RuleSet(
        Map<String, Chain> chains, Map<String, Collector> collectors, Map<String, Map<String, String>> elements) {

    /**
     * A chain.
     *
     * @param hook "" unless the kernel calls it
     * @param comment for people; "" for none
     */
    public record Chain(String hook, String comment, List<String> rules) {

        public Chain {
            rules = List.copyOf(rules);
        }
    }

    /**
     * A set or a map.
     *
     * @param kind {@code set} or {@code map}
     * @param definition its type and properties
     */
    public record Collector(String kind, String definition) {}

    /** This with all that the parts say too; parts agree where they overlap. */
    public RuleSet with(Collection<RuleSet> parts) {
        var builder = new Builder();
        builder.add(this);
        parts.forEach(builder::add);
        return builder.build();
    }

    /** Collects a rule set; used by one thread, once. */
    public static final class Builder {

        private final Map<String, Chain> chains = new TreeMap<>();
        private final Map<String, Collector> collectors = new TreeMap<>();
        private final Map<String, Map<String, String>> elements = new TreeMap<>();

        Builder set(String name, String definition) {
            collectors.put(name, new Collector("set", definition));
            return this;
        }

        Builder map(String name, String definition) {
            collectors.put(name, new Collector("map", definition));
            return this;
        }

        Builder baseChain(String name, String hook, List<String> rules) {
            chains.put(name, new Chain(hook, "", rules));
            return this;
        }

        Builder chain(String name, String comment, List<String> rules) {
            chains.put(name, new Chain("", comment, rules));
            return this;
        }

        Builder element(String collector, String key) {
            return element(collector, key, "");
        }

        /** The first one to name a key wins, whatever the order of services that claim the same address. */
        Builder element(String collector, String key, String value) {
            elements.computeIfAbsent(collector, name -> new TreeMap<>()).putIfAbsent(key, value);
            return this;
        }

        private void add(RuleSet part) {
            chains.putAll(part.chains);
            collectors.putAll(part.collectors);
            part.elements.forEach((name, entries) -> entries.forEach((key, value) -> element(name, key, value)));
        }

        RuleSet build() {
            return new RuleSet(chains, collectors, elements);
        }
    }
}
