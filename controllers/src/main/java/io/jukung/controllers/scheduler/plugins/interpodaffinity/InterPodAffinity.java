package io.jukung.controllers.scheduler.plugins.interpodaffinity;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.PodTerm;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pod affinity and anti-affinity, those of the pods that already run included. The first pod of a group
 * that wants to be near itself may go anywhere.
 */
public final class InterPodAffinity implements FilterPlugin, ScorePlugin {

    private static final FilterResult NOT_NEAR = FilterResult.never("node(s) didn't match pod affinity rules");
    private static final FilterResult NOT_APART = FilterResult.notNow("node(s) didn't match pod anti-affinity rules");
    private static final FilterResult UNWELCOME =
            FilterResult.notNow("node(s) didn't satisfy existing pods anti-affinity rules");

    /** How much a running pod's required affinity draws pods it selects. */
    private static final long REQUIRED_AFFINITY_WEIGHT = 1;

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED,
                ClusterEvent.NODE_LABELS,
                ClusterEvent.ASSIGNED_POD_ADDED,
                ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        var unwelcome = new HashMap<Topology, Long>();
        for (var node : snapshot.apart()) {
            for (var other : node.pods()) {
                count(other.apart(), pod, node, unwelcome);
            }
        }
        if (pod.near().isEmpty() && pod.apart().isEmpty()) {
            return unwelcome.isEmpty() ? Filter.ALL : node -> any(unwelcome, node) ? UNWELCOME : FilterResult.FITS;
        }
        var near = new HashMap<Topology, Long>();
        var apart = new HashMap<Topology, Long>();
        for (var node : snapshot.nodes()) {
            for (var other : node.pods()) {
                if (!pod.near().isEmpty() && pod.near().stream().allMatch(term -> term.selects(other))) {
                    pod.near().forEach(term -> Topology.add(near, term.topologyKey(), node.node(), 1));
                }
                count(pod.apart(), other, node, apart);
            }
        }
        boolean first = near.isEmpty() && pod.near().stream().allMatch(term -> term.selects(pod));
        return node -> {
            if (!near(pod.near(), near, first, node)) {
                return NOT_NEAR;
            }
            if (pod.apart().stream().anyMatch(term -> Topology.of(apart, term.topologyKey(), node.node()) > 0)) {
                return NOT_APART;
            }
            return any(unwelcome, node) ? UNWELCOME : FilterResult.FITS;
        };
    }

    private static void count(List<PodTerm> terms, PodInfo pod, NodeInfo node, Map<Topology, Long> into) {
        for (var term : terms) {
            if (term.selects(pod)) {
                Topology.add(into, term.topologyKey(), node.node(), 1);
            }
        }
    }

    private static boolean near(List<PodTerm> terms, Map<Topology, Long> near, boolean first, NodeInfo node) {
        boolean labelled = terms.stream().allMatch(term -> node.node().labels().containsKey(term.topologyKey()));
        return labelled
                && (first || terms.stream().allMatch(term -> Topology.of(near, term.topologyKey(), node.node()) > 0));
    }

    private static boolean any(Map<Topology, Long> groups, NodeInfo node) {
        return node.node().labels().entrySet().stream()
                .anyMatch(label -> groups.containsKey(new Topology(label.getKey(), label.getValue())));
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var amounts = new HashMap<Topology, Long>();
        for (var node : pod.wishes().isEmpty() ? snapshot.wishing() : snapshot.nodes()) {
            for (var other : node.pods()) {
                weigh(pod.wishes(), other, node, amounts);
                weigh(other.wishes(), pod, node, amounts);
                for (var term : other.near()) {
                    if (term.selects(pod)) {
                        Topology.add(amounts, term.topologyKey(), node.node(), REQUIRED_AFFINITY_WEIGHT);
                    }
                }
            }
        }
        if (amounts.isEmpty()) {
            return new long[0];
        }
        return stretched(ScorePlugin.each(
                feasible,
                node -> node.node().labels().entrySet().stream()
                        .mapToLong(label -> amounts.getOrDefault(new Topology(label.getKey(), label.getValue()), 0L))
                        .sum()));
    }

    private static void weigh(List<PodTerm.Preference> wishes, PodInfo pod, NodeInfo node, Map<Topology, Long> into) {
        for (var wish : wishes) {
            if (wish.term().selects(pod)) {
                Topology.add(into, wish.term().topologyKey(), node.node(), wish.weight());
            }
        }
    }

    /** The lowest becomes 0 and the highest the best score. */
    private static long[] stretched(long[] amounts) {
        long min = Arrays.stream(amounts).min().orElse(0);
        long range = Arrays.stream(amounts).max().orElse(0) - min;
        return Arrays.stream(amounts)
                .map(amount -> range == 0 ? 0 : (amount - min) * MAX_SCORE / range)
                .toArray();
    }
}
