package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which taints follow from a node's state, and what pods make of them. */
final class Taints {

    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    private static final Map<String, String> PRESSURES = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    private Taints() {}

    private record Taint(String key, String effect) {}

    /**
     * The node's taints as they should be: those of others as they are, ours as its state demands.
     *
     * @param evacuates whether one that is not ready drives its pods away
     */
    static ListValue wanted(KubeObject node, boolean evacuates, Instant now) {
        var wanted = demanded(node, evacuates);
        var taints = new ArrayList<ObjectValue>();
        for (var taint : node.spec().list("taints").objects()) {
            var id = new Taint(taint.text("key"), taint.text("effect"));
            if (!ours(id) || wanted.remove(id)) {
                taints.add(taint);
            }
        }
        for (var taint : wanted) {
            taints.add(ObjectValue.builder()
                    .put("key", taint.key())
                    .put("effect", taint.effect())
                    .put("timeAdded", Conditions.time(now))
                    .build());
        }
        return ListValue.of(taints);
    }

    private static Set<Taint> demanded(KubeObject node, boolean evacuates) {
        var demanded = new LinkedHashSet<Taint>();
        var readiness = NodeView.readiness(node);
        var silent = readiness.equals("Unknown") ? UNREACHABLE : readiness.equals("False") ? NOT_READY : "";
        if (!silent.isEmpty()) {
            demanded.add(new Taint(silent, "NoSchedule"));
            if (evacuates) {
                demanded.add(new Taint(silent, "NoExecute"));
            }
        }
        PRESSURES.forEach((condition, key) -> {
            if (Conditions.isTrue(Pods.conditions(node), condition)) {
                demanded.add(new Taint(key, "NoSchedule"));
            }
        });
        if (node.spec().flag("unschedulable")) {
            demanded.add(new Taint(UNSCHEDULABLE, "NoSchedule"));
        }
        return demanded;
    }

    private static boolean ours(Taint taint) {
        return switch (taint.effect()) {
            case "NoSchedule" ->
                taint.key().equals(NOT_READY)
                        || taint.key().equals(UNREACHABLE)
                        || taint.key().equals(UNSCHEDULABLE)
                        || PRESSURES.containsValue(taint.key());
            case "NoExecute" -> taint.key().equals(NOT_READY) || taint.key().equals(UNREACHABLE);
            default -> false;
        };
    }

    /** Whether the node drives pods away because it is not ready. */
    static boolean evacuating(KubeObject node) {
        return executing(node).stream().anyMatch(taint -> ours(new Taint(taint.text("key"), taint.text("effect"))));
    }

    /** The taints that drive pods away. */
    static List<ObjectValue> executing(KubeObject node) {
        return node.spec().list("taints").objects().stream()
                .filter(taint -> taint.text("effect").equals("NoExecute"))
                .toList();
    }

    /**
     * When the pod must go: at once where it does not tolerate a taint, after the shortest of its times where it does;
     * empty for never.
     *
     * @param since when each taint came, by key
     */
    static Optional<Instant> eviction(
            KubeObject pod, List<ObjectValue> taints, Map<String, Instant> since, Instant now) {
        Optional<Instant> first = Optional.empty();
        for (var taint : taints) {
            var came = since.getOrDefault(taint.text("key"), now);
            var tolerations = pod.spec().list("tolerations").objects().stream()
                    .filter(toleration -> tolerates(toleration, taint))
                    .toList();
            if (tolerations.isEmpty()) {
                return Optional.of(came);
            }
            var shortest = tolerations.stream()
                    .filter(toleration -> toleration.has("tolerationSeconds"))
                    .map(toleration -> Duration.ofSeconds(Math.max(0, toleration.whole(0, "tolerationSeconds"))))
                    .min(Duration::compareTo);
            if (shortest.isPresent()) {
                var at = came.plus(shortest.get());
                first = Optional.of(
                        first.filter(earlier -> earlier.isBefore(at)).orElse(at));
            }
        }
        return first;
    }

    private static boolean tolerates(ObjectValue toleration, ObjectValue taint) {
        var effect = toleration.text("effect");
        var key = toleration.text("key");
        if (!effect.isEmpty() && !effect.equals(taint.text("effect"))) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.text("key"))) {
            return false;
        }
        return toleration.text("operator").equals("Exists")
                || (!key.isEmpty() && toleration.text("value").equals(taint.text("value")));
    }
}
