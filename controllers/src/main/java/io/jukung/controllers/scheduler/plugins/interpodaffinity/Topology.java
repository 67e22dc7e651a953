package io.jukung.controllers.scheduler.plugins.interpodaffinity;

import io.jukung.controllers.scheduler.snapshot.Node;
import java.util.Map;

/** A group of nodes: those with this value of this label. */
record Topology(String key, String value) {

    /** Adds to the amount of the node's group; nodes without the label are in none. */
    static void add(Map<Topology, Long> amounts, String key, Node node, long amount) {
        var value = node.labels().get(key);
        if (value != null && !key.isEmpty()) {
            amounts.merge(new Topology(key, value), amount, Long::sum);
        }
    }

    /** The amount of the node's group, 0 where it is in none. */
    static long of(Map<Topology, Long> amounts, String key, Node node) {
        var value = node.labels().get(key);
        return value == null ? 0 : amounts.getOrDefault(new Topology(key, value), 0L);
    }
}
