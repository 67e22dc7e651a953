package io.jukung.controllers.loop;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Status conditions: lists of objects with a unique {@code type}. */
public final class Conditions {

    private Conditions() {}

    public static Optional<ObjectValue> find(ListValue conditions, String type) {
        return conditions.objects().stream()
                .filter(condition -> condition.text("type").equals(type))
                .findFirst();
    }

    /** Whether the condition is there with status {@code True}. */
    public static boolean isTrue(ListValue conditions, String type) {
        return find(conditions, type)
                .filter(condition -> condition.text("status").equals("True"))
                .isPresent();
    }

    public static ListValue without(ListValue conditions, String type) {
        var kept = conditions.objects().stream()
                .filter(condition -> !condition.text("type").equals(type))
                .toList();
        return kept.size() == conditions.size() ? conditions : ListValue.of(kept);
    }

    /** The list with {@code condition} last, in place of one of its type. */
    public static ListValue with(ListValue conditions, ObjectValue condition) {
        List<ObjectValue> kept =
                new ArrayList<>(without(conditions, condition.text("type")).objects());
        kept.add(condition);
        return ListValue.of(kept);
    }

    /** The list with {@code condition} in the place of the one of its type, or last. */
    public static ListValue replace(ListValue conditions, ObjectValue condition) {
        if (find(conditions, condition.text("type")).isEmpty()) {
            return with(conditions, condition);
        }
        return ListValue.of(conditions.objects().stream()
                .map(present -> present.text("type").equals(condition.text("type")) ? condition : present)
                .toList());
    }

    /** A time as objects carry it, in whole seconds. */
    public static Value time(Instant at) {
        return Value.of(at.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
