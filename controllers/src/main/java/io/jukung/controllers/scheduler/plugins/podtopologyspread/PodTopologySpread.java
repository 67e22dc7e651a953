package io.jukung.controllers.scheduler.plugins.podtopologyspread;

import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import io.jukung.controllers.scheduler.snapshot.SpreadConstraint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Topology spread constraints: required ones refuse nodes, the others score. A pod without any is spread
 * over hosts and zones among the pods of its controller; Kubernetes also spreads by the selectors of
 * services, which this does not look at.
 */
public final class PodTopologySpread implements FilterPlugin, ScorePlugin {

    private static final FilterResult SKEWED =
            FilterResult.notNow("node(s) didn't match pod topology spread constraints");
    private static final FilterResult NO_LABEL =
            FilterResult.never("node(s) didn't match pod topology spread constraints (missing required label)");

    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** Kubernetes' default skews. */
    private static final List<Soft> DEFAULTS = List.of(new Soft(HOST, 3), new Soft(ZONE, 5));

    /** A key to spread over, and the skew that is nothing to speak of. */
    private record Soft(String key, int maxSkew) {}

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED,
                ClusterEvent.NODE_LABELS,
                ClusterEvent.NODE_TAINTS,
                ClusterEvent.ASSIGNED_POD_ADDED,
                ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Filter prepare(PodInfo pod, Snapshot snapshot) {
        var required = pod.spread().stream().filter(SpreadConstraint::required).toList();
        if (required.isEmpty()) {
            return Filter.ALL;
        }
        var domains = required.stream()
                .map(constraint -> Domains.of(constraint, required, pod, snapshot))
                .toList();
        return node -> {
            for (var domain : domains) {
                var result = domain.judge(node);
                if (result instanceof FilterResult.Refused) {
                    return result;
                }
            }
            return FilterResult.FITS;
        };
    }

    /** How many pods each value of the constraint's label has. */
    private record Domains(SpreadConstraint constraint, boolean countsItself, Map<String, Long> pods, long fewest) {

        static Domains of(SpreadConstraint constraint, List<SpreadConstraint> all, PodInfo pod, Snapshot snapshot) {
            var pods = new HashMap<String, Long>();
            for (var node : snapshot.nodes()) {
                if (hasLabels(node, all) && counts(constraint, pod, node)) {
                    pods.merge(
                            label(node, constraint.topologyKey()),
                            podsSelected(
                                    node,
                                    other -> constraint.selects(other, pod.key().namespace())),
                            Long::sum);
                }
            }
            long fewest = pods.size() < constraint.minDomains()
                    ? 0
                    : pods.values().stream().mapToLong(Long::longValue).min().orElse(0);
            return new Domains(constraint, constraint.selects(pod, pod.key().namespace()), pods, fewest);
        }

        FilterResult judge(NodeInfo node) {
            var value = node.node().labels().get(constraint.topologyKey());
            if (value == null) {
                return NO_LABEL;
            }
            long withPod = pods.getOrDefault(value, 0L) + (countsItself ? 1 : 0);
            return withPod - fewest > constraint.maxSkew() ? SKEWED : FilterResult.FITS;
        }
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        if (pod.spread().isEmpty()) {
            return pod.controller().isEmpty() ? new long[0] : defaultScores(pod, snapshot, feasible);
        }
        var wished = pod.spread().stream()
                .filter(constraint -> !constraint.required())
                .toList();
        var amounts = new double[feasible.size()];
        for (var constraint : wished) {
            add(
                    amounts,
                    new Soft(constraint.topologyKey(), constraint.maxSkew()),
                    node -> hasLabels(node, wished) && counts(constraint, pod, node),
                    other -> constraint.selects(other, pod.key().namespace()),
                    snapshot,
                    feasible);
        }
        return wished.isEmpty() ? new long[0] : scores(feasible, amounts, node -> hasLabels(node, wished));
    }

    private static long[] defaultScores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var amounts = new double[feasible.size()];
        for (var soft : DEFAULTS) {
            add(
                    amounts,
                    soft,
                    node -> node.node().labels().containsKey(soft.key())
                            && pod.nodeAffinity().allows(node.node()),
                    other -> !other.terminating() && other.controller().equals(pod.controller()),
                    snapshot,
                    feasible);
        }
        return scores(feasible, amounts, node -> true);
    }

    /** Adds to each node's amount the pods that share its value of the key, weighed by how many values there are. */
    private static void add(
            double[] amounts,
            Soft soft,
            Predicate<NodeInfo> counted,
            Predicate<PodInfo> selected,
            Snapshot snapshot,
            List<NodeInfo> feasible) {
        var pods = new HashMap<String, Long>();
        for (var node : snapshot.nodes()) {
            if (counted.test(node)) {
                pods.merge(label(node, soft.key()), podsSelected(node, selected), Long::sum);
            }
        }
        double weight = Math.log(pods.size() + 2.0);
        for (int i = 0; i < amounts.length; i++) {
            var value = feasible.get(i).node().labels().get(soft.key());
            if (value != null) {
                amounts[i] += pods.getOrDefault(value, 0L) * weight + soft.maxSkew() - 1;
            }
        }
    }

    /** The fewer pods, the better; nodes that cannot be compared get the worst score. */
    private static long[] scores(List<NodeInfo> feasible, double[] amounts, Predicate<NodeInfo> comparable) {
        var rounded = Arrays.stream(amounts).mapToLong(Math::round).toArray();
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = 0; i < rounded.length; i++) {
            if (comparable.test(feasible.get(i))) {
                min = Math.min(min, rounded[i]);
                max = Math.max(max, rounded[i]);
            }
        }
        var scores = new long[rounded.length];
        for (int i = 0; i < scores.length; i++) {
            if (comparable.test(feasible.get(i))) {
                scores[i] = max == 0 ? MAX_SCORE : MAX_SCORE * (max + min - rounded[i]) / max;
            }
        }
        return scores;
    }

    private static boolean hasLabels(NodeInfo node, List<SpreadConstraint> constraints) {
        return constraints.stream().allMatch(constraint -> node.node().labels().containsKey(constraint.topologyKey()));
    }

    private static boolean counts(SpreadConstraint constraint, PodInfo pod, NodeInfo node) {
        return (!constraint.honorAffinity() || pod.nodeAffinity().allows(node.node()))
                && (!constraint.honorTaints()
                        || node.node().taints().stream().allMatch(taint -> !taint.repels() || pod.tolerates(taint)));
    }

    private static long podsSelected(NodeInfo node, Predicate<PodInfo> selected) {
        return node.pods().stream().filter(selected).count();
    }

    private static String label(NodeInfo node, String key) {
        return node.node().labels().getOrDefault(key, "");
    }
}
