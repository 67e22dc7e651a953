package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a pod may and would like to run, by the nodes' labels.
 *
 * @param selector labels the node must have
 * @param required one of these must match; empty for no such rule
 */
public record NodeAffinity(
        Map<String, String> selector, Optional<List<NodeTerm>> required, List<Preference> preferred) {

    /**
     * A wish.
     *
     * @param weight 1 to 100
     */
    public record Preference(NodeTerm term, long weight) {}

    public boolean allows(Node node) {
        return node.labels().entrySet().containsAll(selector.entrySet())
                && (required.isEmpty() || required.get().stream().anyMatch(term -> term.matches(node)));
    }

    public boolean unrestricted() {
        return selector.isEmpty() && required.isEmpty();
    }

    static NodeAffinity of(ObjectValue podSpec) {
        var affinity = podSpec.object("affinity", "nodeAffinity");
        var required = affinity.object("requiredDuringSchedulingIgnoredDuringExecution");
        return new NodeAffinity(
                podSpec.texts("nodeSelector"),
                affinity.has("requiredDuringSchedulingIgnoredDuringExecution")
                        ? Optional.of(NodeTerm.listOf(required))
                        : Optional.empty(),
                affinity.list("preferredDuringSchedulingIgnoredDuringExecution").objects().stream()
                        .map(wish -> new Preference(NodeTerm.of(wish.object("preference")), wish.whole(0, "weight")))
                        .toList());
    }
}
