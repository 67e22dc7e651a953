package io.jukung.api.model.select;

import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A conjunction of conditions on labels; without any it selects everything. */
public record LabelSelector(List<Requirement> requirements) {

    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = requirements.stream()
                .sorted(Comparator.comparing(Requirement::key))
                .toList();
    }

    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /**
     * A selector as kubectl and list requests write it: {@code app=web,tier in (a,b),!old}.
     *
     * @throws IllegalArgumentException with Kubernetes' message
     */
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelector(new LabelSelectorParser(text).parse());
    }

    /**
     * A selector as objects hold it, with {@code matchLabels} and {@code matchExpressions}.
     *
     * @throws IllegalArgumentException with Kubernetes' message
     */
    public static LabelSelector of(ObjectValue labelSelector) {
        var requirements = new ArrayList<Requirement>();
        new TreeMap<>(labelSelector.texts("matchLabels"))
                .forEach((key, value) ->
                        requirements.add(Requirement.checked(key, Requirement.Operator.IN, List.of(value))));
        for (var expression : labelSelector.list("matchExpressions").objects()) {
            var operator = switch (expression.text("operator")) {
                case "In" -> Requirement.Operator.IN;
                case "NotIn" -> Requirement.Operator.NOT_IN;
                case "Exists" -> Requirement.Operator.EXISTS;
                case "DoesNotExist" -> Requirement.Operator.DOES_NOT_EXIST;
                default ->
                    throw new IllegalArgumentException(
                            "\"" + expression.text("operator") + "\" is not a valid label selector operator");
            };
            requirements.add(Requirement.checked(
                    expression.text("key"), operator, expression.list("values").texts()));
        }
        return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements);
    }

    /** A selector of exactly these labels, such as a Service's. */
    public static LabelSelector ofLabels(Map<String, String> labels) {
        return new LabelSelector(labels.entrySet().stream()
                .map(label -> new Requirement(label.getKey(), Requirement.Operator.IN, List.of(label.getValue())))
                .toList());
    }

    public boolean matches(Map<String, String> labels) {
        for (var requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /** The text {@link #parse} reads, conditions sorted by key. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
