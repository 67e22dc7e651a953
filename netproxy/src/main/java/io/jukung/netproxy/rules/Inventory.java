package io.jukung.netproxy.rules;

import java.util.Set;

/** The names of what a table in the kernel holds, whoever made it. */
public record Inventory(Set<String> chains, Set<String> sets, Set<String> maps) {

    /** No table. */
    public static final Inventory EMPTY = new Inventory(Set.of(), Set.of(), Set.of());

    public Inventory {
        chains = Set.copyOf(chains);
        sets = Set.copyOf(sets);
        maps = Set.copyOf(maps);
    }
}
