package io.jukung.netproxy.rules;

import io.jukung.api.model.object.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table put together from the node's rules and those of each service. It is kept as services change and knows what
 * changed since it was last {@link #settle settled}, so that one service among thousands costs what it has itself.
 * Where several claim the same element, the node and then the first service by its key has it. Not thread-safe.
 */
public final class Composition {

    private static final ObjectKey NODE = new ObjectKey("", "");
    private static final RuleSet NOTHING = new RuleSet(Map.of(), Map.of(), Map.of());

    private final Map<ObjectKey, RuleSet> parts = new TreeMap<>();
    /** By set or map, then by the element's key: the value that each part wants it to have. */
    private final Map<String, Map<String, NavigableMap<ObjectKey, String>>> claims = new HashMap<>();

    /** The parts that changed, as they were. */
    private final Map<ObjectKey, RuleSet> before = new TreeMap<>();
    /** The elements that may have changed, as they were; empty for those that were not there. */
    private final Map<String, Map<String, Optional<String>>> elementsBefore = new TreeMap<>();

    public Composition(RuleSet node) {
        put(NODE, node);
        settle();
    }

    /** What a service needs from now on. */
    public void put(ObjectKey service, RuleSet rules) {
        var old = parts.put(service, rules);
        before.putIfAbsent(service, old == null ? NOTHING : old);
        if (old != null) {
            old.elements()
                    .forEach((collector, entries) -> entries.keySet().forEach(key -> unclaim(collector, key, service)));
        }
        rules.elements()
                .forEach(
                        (collector, entries) -> entries.forEach((key, value) -> claim(collector, key, service, value)));
    }

    private void claim(String collector, String key, ObjectKey service, String value) {
        note(collector, key);
        claims(collector).computeIfAbsent(key, none -> new TreeMap<>()).put(service, value);
    }

    private void unclaim(String collector, String key, ObjectKey service) {
        note(collector, key);
        claims(collector).computeIfPresent(key, (same, claimants) -> {
            claimants.remove(service);
            return claimants.isEmpty() ? null : claimants;
        });
    }

    private Map<String, NavigableMap<ObjectKey, String>> claims(String collector) {
        return claims.computeIfAbsent(collector, none -> new HashMap<>());
    }

    /** A service needs nothing any more. */
    public void remove(ObjectKey service) {
        put(service, NOTHING);
        parts.remove(service);
    }

    private void note(String collector, String key) {
        elementsBefore.computeIfAbsent(collector, none -> new TreeMap<>()).putIfAbsent(key, element(collector, key));
    }

    private Optional<String> element(String collector, String key) {
        var claimants = claims(collector).get(key);
        return claimants == null
                ? Optional.empty()
                : Optional.of(claimants.firstEntry().getValue());
    }

    /** All of it. */
    public RuleSet whole() {
        return NOTHING.with(parts.values());
    }

    /** What may have changed since it was settled, as it was; what is the same is in neither, or in both. */
    public RuleSet changedBefore() {
        return new RuleSet(chains(before.values()), collectors(before.values()), elements(elementsBefore));
    }

    /** What may have changed since it was settled, as it is. */
    public RuleSet changedNow() {
        var now = before.keySet().stream()
                .map(key -> parts.getOrDefault(key, NOTHING))
                .toList();
        var elements = new TreeMap<String, Map<String, Optional<String>>>();
        elementsBefore.forEach((collector, entries) -> {
            var values = new TreeMap<String, Optional<String>>();
            entries.keySet().forEach(key -> values.put(key, element(collector, key)));
            elements.put(collector, values);
        });
        return new RuleSet(chains(now), collectors(now), elements(elements));
    }

    /** The table is now as this says. */
    public void settle() {
        before.clear();
        elementsBefore.clear();
    }

    private static Map<String, RuleSet.Chain> chains(Collection<RuleSet> parts) {
        var all = new TreeMap<String, RuleSet.Chain>();
        parts.forEach(part -> all.putAll(part.chains()));
        return all;
    }

    private static Map<String, RuleSet.Collector> collectors(Collection<RuleSet> parts) {
        var all = new TreeMap<String, RuleSet.Collector>();
        parts.forEach(part -> all.putAll(part.collectors()));
        return all;
    }

    private static Map<String, Map<String, String>> elements(Map<String, Map<String, Optional<String>>> entries) {
        var all = new TreeMap<String, Map<String, String>>();
        entries.forEach((collector, values) -> {
            var present = new TreeMap<String, String>();
            values.forEach((key, value) -> value.ifPresent(there -> present.put(key, there)));
            all.put(collector, present);
        });
        return all;
    }
}
