package io.jukung.controllers.scheduler;

import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterPlugin.Filter;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds a node for a pod: filters, scores what is left, takes a best one at random. Pure: the same pod,
 * snapshot and random numbers give the same verdict.
 *
 * <p>In a large cluster the search stops once enough nodes are found, as Kubernetes does; it starts at a
 * random node so that all are used.
 *
 * @param filters in the order they are asked; the first refusal of a node counts
 */
public record Scheduling(List<FilterPlugin> filters, List<ScorePlugin> scorers) {

    /** Fewer feasible nodes than this are never too few to look on for. */
    private static final int MIN_FEASIBLE = 100;

    public Scheduling {
        filters = List.copyOf(filters);
        scorers = List.copyOf(scorers);
    }

    public Verdict schedule(PodInfo pod, Snapshot snapshot, RandomGenerator random) {
        var nodes = snapshot.nodes();
        if (nodes.isEmpty()) {
            return new Diagnosis(pod).verdict();
        }
        var prepared =
                filters.stream().map(plugin -> plugin.prepare(pod, snapshot)).toList();
        int wanted = wanted(nodes.size());
        int start = nodes.size() > wanted ? random.nextInt(nodes.size()) : 0;
        var diagnosis = new Diagnosis(pod);
        var feasible = new ArrayList<NodeInfo>(Math.min(nodes.size(), wanted));
        int evaluated = 0;
        while (evaluated < nodes.size() && feasible.size() < wanted) {
            var node = nodes.get((start + evaluated) % nodes.size());
            evaluated++;
            if (passes(node, prepared, diagnosis)) {
                feasible.add(node);
            }
        }
        if (feasible.isEmpty()) {
            return diagnosis.verdict();
        }
        return new Verdict.Assigned(best(pod, snapshot, feasible, random).name(), evaluated, feasible.size());
    }

    /** Of 100 nodes all, of 5,000 a tenth, never under a twentieth. */
    private static int wanted(int nodes) {
        long percent = Math.max(5, 50 - nodes / 125);
        return nodes <= MIN_FEASIBLE ? nodes : (int) Math.max(MIN_FEASIBLE, nodes * percent / 100);
    }

    private boolean passes(NodeInfo node, List<Filter> prepared, Diagnosis diagnosis) {
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).filter(node) instanceof FilterResult.Refused refused) {
                diagnosis.refused(node, filters.get(i).name(), refused);
                return false;
            }
        }
        return true;
    }

    private NodeInfo best(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible, RandomGenerator random) {
        if (feasible.size() == 1) {
            return feasible.getFirst();
        }
        var totals = totals(pod, snapshot, feasible);
        var best = new ArrayList<NodeInfo>();
        long bestScore = Long.MIN_VALUE;
        for (int i = 0; i < totals.length; i++) {
            if (totals[i] > bestScore) {
                best.clear();
                bestScore = totals[i];
            }
            if (totals[i] == bestScore) {
                best.add(feasible.get(i));
            }
        }
        return best.get(random.nextInt(best.size()));
    }

    private long[] totals(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var totals = new long[feasible.size()];
        for (var plugin : scorers) {
            var scores = plugin.scores(pod, snapshot, feasible);
            for (int i = 0; i < scores.length; i++) {
                totals[i] += plugin.weight() * scores[i];
            }
        }
        return totals;
    }
}
