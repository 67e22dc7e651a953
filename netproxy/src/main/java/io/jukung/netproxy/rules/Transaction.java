package io.jukung.netproxy.rules;

import io.jukung.netproxy.rules.RuleSet.Chain;
import io.jukung.netproxy.rules.RuleSet.Collector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes nftables programs. The kernel carries one out as a whole or not at all, so no packet ever sees a half-made
 * table. Within a program what is referred to comes before what refers to it, and goes after it.
 */
public final class Transaction {

    private final String table;
    private final StringBuilder program = new StringBuilder();

    private Transaction(String table) {
        this.table = table;
    }

    /** From a table that we know to be {@code before} to {@code now}; empty when they are equal. */
    public static String change(String table, RuleSet before, RuleSet now) {
        var transaction = new Transaction(table);
        transaction.addCollectors(before.collectors(), now.collectors());
        transaction.addChains(before.chains(), now.chains());
        now.chains().forEach((name, chain) -> {
            var old = before.chains().get(name);
            if (old == null || !old.rules().equals(chain.rules())) {
                transaction.fill(name, chain, old != null);
            }
        });
        transaction.changeElements(before.elements(), now.elements());
        transaction.removeChains(missing(before.chains(), now.chains()));
        before.collectors().forEach((name, collector) -> {
            if (!now.collectors().containsKey(name)) {
                transaction.remove(collector.kind(), name);
            }
        });
        return transaction.program.toString();
    }

    /**
     * From whatever the table holds to {@code now}, keeping the sessions of affinity sets that stay. Fails in the
     * kernel where something of the same name has another type: then {@link #replace} helps.
     */
    public static String sync(String table, Inventory there, RuleSet now) {
        var transaction = new Transaction(table);
        transaction.line("add table ip " + table);
        there.chains().stream().sorted().forEach(chain -> transaction.line("flush chain ip " + table + " " + chain));
        transaction.dropCollectors("map", there.maps(), now);
        transaction.dropCollectors("set", there.sets(), now);
        there.chains().stream()
                .filter(chain -> !now.chains().containsKey(chain))
                .sorted()
                .forEach(chain -> transaction.remove("chain", chain));
        transaction.fillAll(now);
        return transaction.program.toString();
    }

    /** From whatever the table holds to {@code now}, with all sessions lost. */
    public static String replace(String table, RuleSet now) {
        var transaction = new Transaction(table);
        transaction.program.append(remove(table));
        transaction.line("add table ip " + table);
        transaction.fillAll(now);
        return transaction.program.toString();
    }

    /** Removes the table, be it there or not. */
    public static String remove(String table) {
        return "add table ip " + table + "\ndelete table ip " + table + "\n";
    }

    private void fillAll(RuleSet now) {
        addCollectors(Map.of(), now.collectors());
        addChains(Map.of(), now.chains());
        now.chains().forEach((name, chain) -> fill(name, chain, false));
        changeElements(Map.of(), now.elements());
    }

    /** Empties what stays, removes the rest; sets that the kernel fills itself are left as they are. */
    private void dropCollectors(String kind, Collection<String> names, RuleSet now) {
        for (var name : names.stream().sorted().toList()) {
            if (!now.collectors().containsKey(name)) {
                remove(kind, name);
            } else if (!filledByKernel(now.collectors().get(name))) {
                line("flush " + kind + " ip " + table + " " + name);
            }
        }
    }

    private static boolean filledByKernel(@Nullable Collector collector) {
        return collector != null && collector.definition().contains("dynamic");
    }

    private void addCollectors(Map<String, Collector> before, Map<String, Collector> now) {
        now.forEach((name, collector) -> {
            var old = before.get(name);
            if (!collector.equals(old)) {
                if (old != null) {
                    // A set's properties cannot change, and its rules still refer to it: flush them first.
                    throw new IllegalStateException("set " + name + " changed its definition");
                }
                line("add " + collector.kind() + " ip " + table + " " + name + " { " + collector.definition() + " }");
            }
        });
    }

    private void addChains(Map<String, Chain> before, Map<String, Chain> now) {
        now.forEach((name, chain) -> {
            if (!before.containsKey(name)) {
                var body = chain.hook() + (chain.comment().isEmpty() ? "" : " comment \"" + chain.comment() + "\" ;");
                line("add chain ip " + table + " " + name + (body.isEmpty() ? "" : " { " + body.strip() + " }"));
            }
        });
    }

    private void fill(String name, Chain chain, boolean flush) {
        if (flush) {
            line("flush chain ip " + table + " " + name);
        }
        chain.rules().forEach(rule -> line("add rule ip " + table + " " + name + " " + rule));
    }

    private void changeElements(Map<String, Map<String, String>> before, Map<String, Map<String, String>> now) {
        before.forEach((collector, entries) -> {
            var stay = now.getOrDefault(collector, Map.of());
            var gone = entries.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(stay.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            elements("delete", collector, gone);
        });
        now.forEach((collector, entries) -> {
            var there = before.getOrDefault(collector, Map.of());
            var added = entries.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(there.get(entry.getKey())))
                    .map(entry ->
                            entry.getValue().isEmpty() ? entry.getKey() : entry.getKey() + " : " + entry.getValue())
                    .toList();
            elements("add", collector, added);
        });
    }

    private void elements(String verb, String collector, List<String> elements) {
        if (!elements.isEmpty()) {
            line(verb + " element ip " + table + " " + collector + " { " + String.join(", ", elements) + " }");
        }
    }

    private void removeChains(List<String> names) {
        names.forEach(name -> line("flush chain ip " + table + " " + name));
        names.forEach(name -> remove("chain", name));
    }

    private void remove(String kind, String name) {
        line("delete " + kind + " ip " + table + " " + name);
    }

    private void line(String text) {
        program.append(text).append('\n');
    }

    private static <V> List<String> missing(Map<String, V> before, Map<String, V> now) {
        return before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .sorted()
                .toList();
    }
}
