package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Columns of tables and the forms of their cells. */
public final class Cells {

    private static final String NAME_TEXT = "The object's name, unique among those of its kind and namespace.";
    private static final String AGE_TEXT = "How long ago the object was created.";

    private Cells() {}

    public static Column name() {
        return new Column(
                "Name", "string", "name", NAME_TEXT, 0, (object, now) -> Value.of(object.text("metadata", "name")));
    }

    /** The name in a table that shows it only when wide. */
    public static Column hiddenName() {
        return new Column(
                "Name", "string", "name", NAME_TEXT, 1, (object, now) -> Value.of(object.text("metadata", "name")));
    }

    public static Column age() {
        return new Column(
                "Age",
                "string",
                "",
                AGE_TEXT,
                0,
                (object, now) -> Value.of(age(object.text("metadata", "creationTimestamp"), now)));
    }

    public static Column text(String name, String description, Function<ObjectValue, String> cell) {
        return text(name, description, 0, cell);
    }

    public static Column text(String name, String description, int priority, Function<ObjectValue, String> cell) {
        return new Column(name, "string", "", description, priority, (object, now) -> Value.of(cell.apply(object)));
    }

    public static Column number(String name, String description, ToLongFunction<ObjectValue> cell) {
        return new Column(name, "integer", "", description, 0, (object, now) -> Value.of(cell.applyAsLong(object)));
    }

    /** A number in a column that Kubernetes calls a string. */
    public static Column count(String name, String description, ToLongFunction<ObjectValue> cell) {
        return count(name, description, 0, cell);
    }

    public static Column count(String name, String description, int priority, ToLongFunction<ObjectValue> cell) {
        return new Column(
                name, "string", "", description, priority, (object, now) -> Value.of(cell.applyAsLong(object)));
    }

    /** {@code a=b,c=d}, sorted. */
    public static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** {@code <none>} for nothing. */
    public static String orNone(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    /** The time since {@code timestamp}, {@code <unknown>} where there is none. */
    public static String age(String timestamp, Instant now) {
        try {
            return timestamp.isEmpty() ? "<unknown>" : humanDuration(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException notATime) {
            return "<invalid>";
        }
    }

    /** A length of time in the two units that matter, as kubectl shows it: {@code 5m10s}, {@code 3d4h}. */
    public static String humanDuration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + rest(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + rest(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (hours < 24 * 8) {
            return days + "d" + rest(hours % 24, "h");
        }
        if (days < 365 * 2) {
            return days + "d";
        }
        long years = days / 365;
        return years < 8 ? years + "y" + rest(days % 365, "d") : years + "y";
    }

    private static String rest(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
