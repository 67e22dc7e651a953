package io.jukung.api.server.registry;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;

/** Values as error messages of Kubernetes show them: strings in Go's quotes, parts as JSON. */
public final class GoFormat {

    private GoFormat() {}

    /** A value inside a field error. */
    public static String format(Value value) {
        return switch (value) {
            case Scalar.Text(var text) -> quote(text);
            case Scalar.Whole(var whole) -> Long.toString(whole);
            case Scalar.Real(var real) -> Double.toString(real);
            case Scalar.Flag flag -> Boolean.toString(flag.value());
            case Scalar.Null ignored -> "null";
            case ListValue list -> list(list);
            case ObjectValue object -> object(object);
        };
    }

    private static String list(ListValue list) {
        var text = new StringBuilder("[");
        for (var item : list) {
            text.append(text.length() == 1 ? "" : ",").append(format(item));
        }
        return text.append(']').toString();
    }

    private static String object(ObjectValue object) {
        var text = new StringBuilder("{");
        object.fields()
                .forEach((name, value) -> text.append(text.length() == 1 ? "" : ",")
                        .append(quote(name))
                        .append(':')
                        .append(format(value)));
        return text.append('}').toString();
    }

    /** {@code text} in double quotes with Go's escapes. */
    public static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 0x07 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case 0x0b -> quoted.append("\\v");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        quoted.append(String.format("\\x%02x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
