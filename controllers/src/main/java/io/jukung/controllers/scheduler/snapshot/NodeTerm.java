package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node selector term: all its requirements must hold.
 *
 * @param requirements empty: matches no node, as in Kubernetes
 */
public record NodeTerm(List<Requirement> requirements) {

    public NodeTerm {
        requirements = List.copyOf(requirements);
    }

    /** One expression on a label, or on the field {@code metadata.name}. */
    public record Requirement(String key, boolean onField, String operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }

        private boolean matches(Node node) {
            var value = onField
                    ? (key.equals("metadata.name") ? node.name() : null)
                    : node.labels().get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                case "Gt" -> compare(value) > 0;
                case "Lt" -> compare(value) < 0;
                default -> false;
            };
        }

        /** The value against the single operand as whole numbers; 0, which matches neither way, where one is none. */
        private int compare(@Nullable String value) {
            if (value == null || values.size() != 1) {
                return 0;
            }
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException notWhole) {
                return 0;
            }
        }
    }

    public boolean matches(Node node) {
        return !requirements.isEmpty() && requirements.stream().allMatch(requirement -> requirement.matches(node));
    }

    static List<NodeTerm> listOf(ObjectValue nodeSelector) {
        return nodeSelector.list("nodeSelectorTerms").objects().stream()
                .map(NodeTerm::of)
                .toList();
    }

    static NodeTerm of(ObjectValue term) {
        var requirements = new ArrayList<Requirement>();
        term.list("matchExpressions").objects().forEach(expression -> requirements.add(requirement(expression, false)));
        term.list("matchFields").objects().forEach(expression -> requirements.add(requirement(expression, true)));
        return new NodeTerm(requirements);
    }

    private static Requirement requirement(ObjectValue expression, boolean onField) {
        return new Requirement(
                expression.text("key"),
                onField,
                expression.text("operator"),
                expression.list("values").texts());
    }
}
