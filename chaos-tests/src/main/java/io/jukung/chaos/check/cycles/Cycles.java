package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.cycles.Dependencies.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a shortest cycle of each class in each component that shows no worse class. */
final class Cycles {

    /** Begins of cycles tried in one component: past it a cycle may not be the shortest, or be of a worse class. */
    private static final int TRIED = 2_000;

    private static final int MASKS = 16;

    private final Dependencies graph;
    private final Findings findings;
    private final int[] component;
    /** By transaction and kinds seen: the edge by which it was reached; null where it was not. */
    private final @Nullable Edge[] reached;

    private final List<Set<Integer>> known = new ArrayList<>();

    Cycles(Dependencies graph, Findings findings) {
        this.graph = graph;
        this.findings = findings;
        this.component = new int[graph.size()];
        this.reached = new Edge[graph.size() * MASKS];
    }

    void judge() {
        findings.fact("dependencies", graph.count());
        // One look at all kinds: a history without any cycle, which is most, is done with it.
        int all = Arrays.stream(Dependencies.Kind.values())
                .mapToInt(Dependencies.Kind::bit)
                .sum();
        if (Components.of(graph, all).isEmpty()) {
            return;
        }
        for (var anomaly : Anomaly.all()) {
            Arrays.fill(component, -1);
            var components = Components.of(graph, anomaly.kinds());
            for (int i = 0; i < components.size(); i++) {
                var members = components.get(i);
                for (int member : members) {
                    component[member] = i;
                }
                var set = new HashSet<>(members);
                if (known.stream().noneMatch(set::containsAll)) {
                    shortest(anomaly, members).ifPresent(cycle -> report(anomaly, cycle));
                }
            }
        }
    }

    private Optional<List<Edge>> shortest(Anomaly anomaly, List<Integer> members) {
        List<Edge> best = null;
        int tried = 0;
        for (int member : members) {
            for (var edge : graph.from(member)) {
                if (edge.kind() != anomaly.first || component[edge.to()] != component[member]) {
                    continue;
                }
                if (++tried > TRIED || (best != null && best.size() == 2)) {
                    return Optional.ofNullable(best);
                }
                var cycle = through(anomaly, edge);
                if (cycle.isPresent() && (best == null || cycle.get().size() < best.size())) {
                    best = cycle.get();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Breadth first from the edge's end back to its begin, over pairs of transaction and needed kinds seen so far. */
    private Optional<List<Edge>> through(Anomaly anomaly, Edge first) {
        var touched = new ArrayList<Integer>();
        var queue = new ArrayDeque<Integer>();
        int start = first.to() * MASKS;
        reached[start] = first;
        touched.add(start);
        queue.add(start);
        int goal = first.from() * MASKS + anomaly.needed;
        while (!queue.isEmpty() && reached[goal] == null) {
            int at = queue.remove();
            int mask = at % MASKS;
            for (var edge : graph.from(at / MASKS)) {
                if ((edge.kind().bit() & anomaly.rest) == 0 || component[edge.to()] != component[first.from()]) {
                    continue;
                }
                int to = edge.to() * MASKS + (mask | (edge.kind().bit() & anomaly.needed));
                if (reached[to] == null) {
                    reached[to] = edge;
                    touched.add(to);
                    queue.add(to);
                }
            }
        }
        var cycle = reached[goal] == null ? null : walkBack(anomaly, first, goal);
        touched.forEach(place -> reached[place] = null);
        return Optional.ofNullable(cycle).filter(Cycles::simple);
    }

    private List<Edge> walkBack(Anomaly anomaly, Edge first, int goal) {
        var cycle = new ArrayList<Edge>();
        int at = goal;
        while (at != first.to() * MASKS) {
            var edge = Objects.requireNonNull(reached[at]);
            cycle.add(edge);
            int mask = at % MASKS;
            int without = mask & ~(edge.kind().bit() & anomaly.needed);
            // It was reached either with this kind seen already or by this edge first.
            at = cameFrom(edge, mask, without);
        }
        cycle.add(first);
        Collections.reverse(cycle);
        return cycle;
    }

    private int cameFrom(Edge edge, int mask, int without) {
        int first = edge.from() * MASKS + without;
        return reached[first] != null ? first : edge.from() * MASKS + mask;
    }

    private static boolean simple(List<Edge> cycle) {
        return cycle.stream().map(Edge::from).distinct().count() == cycle.size();
    }

    private void report(Anomaly anomaly, List<Edge> cycle) {
        var members = new HashSet<Integer>();
        var lines = new ArrayList<String>();
        for (var edge : cycle) {
            members.add(edge.from());
            lines.add(graph.transactions().get(edge.from()).said());
        }
        known.add(members);
        for (var edge : cycle) {
            lines.add("%s < %s: %s"
                    .formatted(
                            graph.transactions().get(edge.from()).name(),
                            graph.transactions().get(edge.to()).name(),
                            edge.why().get()));
        }
        lines.add("Each has to come before the next, and the last before the first.");
        findings.violation(
                anomaly.rule,
                String.join("\n", lines),
                cycle.stream()
                        .map(edge -> graph.transactions().get(edge.from()).index())
                        .toList());
    }
}
