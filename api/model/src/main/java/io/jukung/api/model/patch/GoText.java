package io.jukung.api.model.patch;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values as Go prints them, for error texts that clients know. */
public final class GoText {

    private GoText() {}

    /** The value as Go's {@code %v} prints it. */
    public static String of(Value value) {
        return switch (value) {
            case Scalar.Text(var text) -> text;
            case Scalar.Whole(var whole) -> Long.toString(whole);
            case Scalar.Real(var real) -> Double.toString(real);
            case Scalar.Flag flag -> Boolean.toString(flag.value());
            case Scalar.Null ignored -> "<nil>";
            case ListValue list -> list.items().stream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
            case ObjectValue object ->
                new TreeMap<>(object.fields())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + ":" + of(entry.getValue()))
                                .collect(Collectors.joining(" ", "map[", "]"));
        };
    }

    /** The value's kind in errors of Go's JSON decoder. */
    static String kind(Value value) {
        return switch (value) {
            case Scalar.Text ignored -> "string";
            case Scalar.Whole ignored -> "number";
            case Scalar.Real ignored -> "number";
            case Scalar.Flag ignored -> "bool";
            case Scalar.Null ignored -> "null";
            case ListValue ignored -> "array";
            case ObjectValue ignored -> "object";
        };
    }
}
