package io.jukung.api.model.select;

import io.jukung.api.model.validate.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One condition on a label.
 *
 * @param values what it is compared with, in order and each once; none for the operators on existence
 */
public record Requirement(String key, Operator operator, List<String> values) {

    /** How the label's value is compared. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        /** A whole number greater than the value; in node affinity and selector text. */
        GREATER_THAN,
        LESS_THAN
    }

    public Requirement {
        values = values.stream().sorted().distinct().toList();
    }

    /**
     * A condition that keeps the grammar of keys and values.
     *
     * @throws IllegalArgumentException with Kubernetes' message
     */
    public static Requirement checked(String key, Operator operator, List<String> values) {
        check("<nil>", key, Names.qualifiedName(key));
        for (int i = 0; i < values.size(); i++) {
            check("values[" + i + "][" + key + "]", values.get(i), Names.labelValue(values.get(i)));
        }
        return switch (operator) {
            case IN, NOT_IN -> {
                if (values.isEmpty()) {
                    throw new IllegalArgumentException(
                            "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
                }
                yield new Requirement(key, operator, values);
            }
            case EXISTS, DOES_NOT_EXIST -> {
                if (!values.isEmpty()) {
                    throw new IllegalArgumentException("values: Invalid value: " + values
                            + ": values set must be empty for exists and does not exist");
                }
                yield new Requirement(key, operator, values);
            }
            case GREATER_THAN, LESS_THAN -> {
                if (values.size() != 1 || whole(values.getFirst()).isEmpty()) {
                    throw new IllegalArgumentException("values[0]: Invalid value: \"" + String.join(",", values)
                            + "\": for 'Gt', 'Lt' operators, the value must be an integer");
                }
                yield new Requirement(key, operator, values);
            }
        };
    }

    private static void check(String path, String value, List<String> errors) {
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    path + ": Invalid value: \"" + value + "\": " + String.join("; ", errors));
        }
    }

    /** Whether {@code labels} meets it. */
    public boolean matches(Map<String, String> labels) {
        var value = Optional.ofNullable(labels.get(key));
        return switch (operator) {
            case IN -> value.filter(values::contains).isPresent();
            case NOT_IN -> value.filter(values::contains).isEmpty();
            case EXISTS -> value.isPresent();
            case DOES_NOT_EXIST -> value.isEmpty();
            case GREATER_THAN -> compare(value) > 0;
            case LESS_THAN -> compare(value) < 0;
        };
    }

    /** The label against the value; 0 where either is no whole number. */
    private int compare(Optional<String> label) {
        return label.flatMap(Requirement::whole)
                .flatMap(mine -> whole(values.getFirst()).map(bound -> Long.compare(mine, bound)))
                .orElse(0);
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException notWhole) {
            return Optional.empty();
        }
    }

    /** As selectors write it: {@code a=b}, {@code a in (b,c)}, {@code !a}. */
    @Override
    public String toString() {
        return switch (operator) {
            case IN ->
                values.size() == 1 ? key + "=" + values.getFirst() : key + " in (" + String.join(",", values) + ")";
            case NOT_IN ->
                values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin (" + String.join(",", values) + ")";
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
        };
    }
}
