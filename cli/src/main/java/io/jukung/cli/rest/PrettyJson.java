package io.jukung.cli.rest;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.StringJoiner;

/** JSON for people: a line a field, four spaces a level, as kubectl prints it. */
public final class PrettyJson {

    private PrettyJson() {}

    public static String text(Value value) {
        return text(value, "\n");
    }

    /** With {@code margin}, a line break and the indentation, before whatever is on a line of its own. */
    private static String text(Value value, String margin) {
        var inner = margin + "    ";
        return switch (value) {
            case Scalar scalar -> Json.text(scalar);
            case ListValue list when list.isEmpty() -> "[]";
            case ListValue list -> {
                var items = new StringJoiner("," + inner, "[" + inner, margin + "]");
                for (var item : list) {
                    items.add(text(item, inner));
                }
                yield items.toString();
            }
            case ObjectValue object when object.isEmpty() -> "{}";
            case ObjectValue object -> {
                var fields = new StringJoiner("," + inner, "{" + inner, margin + "}");
                object.fields()
                        .forEach((name, field) -> fields.add(Json.text(Value.of(name)) + ": " + text(field, inner)));
                yield fields.toString();
            }
        };
    }
}
