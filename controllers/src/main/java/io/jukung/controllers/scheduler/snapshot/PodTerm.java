package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pods that a pod wants near or far.
 *
 * @param selector of the other pods' labels; empty selects none
 * @param namespaces where the other pods are
 * @param allNamespaces a namespace selector that selects everything
 * @param topologyKey the node label whose equal values mean "near"
 */
public record PodTerm(
        Optional<LabelSelector> selector, Set<String> namespaces, boolean allNamespaces, String topologyKey) {

    public PodTerm {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * A wish.
     *
     * @param weight 1 to 100, or negative for a wish to be far
     */
    public record Preference(PodTerm term, long weight) {}

    public boolean selects(PodInfo pod) {
        return selector.isPresent()
                && (allNamespaces || namespaces.contains(pod.key().namespace()))
                && selector.get().matches(pod.labels());
    }

    static List<PodTerm> required(KubeObject pod, String kind) {
        return pod.spec().list("affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution").objects().stream()
                .map(term -> of(pod, term))
                .toList();
    }

    static List<Preference> preferred(KubeObject pod, String kind, int sign) {
        return pod.spec().list("affinity", kind, "preferredDuringSchedulingIgnoredDuringExecution").objects().stream()
                .map(wish -> new Preference(of(pod, wish.object("podAffinityTerm")), sign * wish.whole(0, "weight")))
                .toList();
    }

    private static PodTerm of(KubeObject pod, ObjectValue term) {
        var named = Set.copyOf(term.list("namespaces").texts());
        boolean all = term.has("namespaceSelector")
                && term.object("namespaceSelector").isEmpty();
        return new PodTerm(
                selector(pod, term),
                named.isEmpty() && !term.has("namespaceSelector") ? Set.of(pod.namespace()) : named,
                all,
                term.text("topologyKey"));
    }

    /** The label selector with the pod's own values of {@code matchLabelKeys} and {@code mismatchLabelKeys} added. */
    static Optional<LabelSelector> selector(KubeObject pod, ObjectValue term) {
        if (!term.has("labelSelector")) {
            return Optional.empty();
        }
        var selector = term.object("labelSelector");
        var expressions = new ArrayList<Value>(selector.list("matchExpressions").items());
        addOwn(pod.labels(), term.list("matchLabelKeys").texts(), "In", expressions);
        addOwn(pod.labels(), term.list("mismatchLabelKeys").texts(), "NotIn", expressions);
        return Optional.of(LabelSelector.of(
                expressions.isEmpty() ? selector : selector.with("matchExpressions", ListValue.of(expressions))));
    }

    private static void addOwn(Map<String, String> labels, List<String> keys, String operator, List<Value> into) {
        for (var key : keys) {
            var value = labels.get(key);
            if (value != null) {
                into.add(ObjectValue.builder()
                        .put("key", key)
                        .put("operator", operator)
                        .put("values", ListValue.of(Value.of(value)))
                        .build());
            }
        }
    }
}
