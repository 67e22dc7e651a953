package io.jukung.api.model.patch;

import io.jukung.api.model.patch.PatchException.Cause;
import io.jukung.api.model.schema.Type;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object and a patch after every {@code $setElementOrder/list} of the patch is done: the list is merged into the
 * object and in order, and gone from the patch.
 */
record Ordered(ObjectValue original, ObjectValue patch) {

    static Ordered of(ObjectValue original, ObjectValue patch, @Nullable Type type) {
        var state = new Ordered(original, patch);
        for (var entry : patch.fields().entrySet()) {
            if (entry.getKey().startsWith(StrategicMerge.ELEMENT_ORDER)) {
                state = state.order(entry.getKey(), entry.getValue(), type);
            }
        }
        return state;
    }

    private Ordered order(String directive, Value value, @Nullable Type type) {
        if (!(value instanceof ListValue order)) {
            throw new PatchException(Cause.MALFORMED, "invalid patch format of setElementOrder list");
        }
        var name = StrategicMerge.listName(directive);
        var rest = patch.without(directive);
        var present = original.get(name) instanceof ListValue list ? list : null;
        var changes = rest.get(name) instanceof ListValue list ? list : null;
        if (present == null && changes == null) {
            return new Ordered(original, rest);
        }
        var mergeKey = StrategicMerge.mergeKey(type, name);
        if (changes != null) {
            check(changes, order, mergeKey);
        }
        var before = present == null ? ListValue.empty() : present;
        var merged = changes == null
                ? before
                : present == null
                        ? (ListValue) Directives.removed(changes)
                        : StrategicMerge.mergeList(present, changes, name, type);
        var inOrder = ListMerge.ordered(merged.items(), order.items(), before.items(), mergeKey);
        return new Ordered(original.with(name, inOrder), rest.without(name));
    }

    /** The patch's items must come in the order that the directive names. */
    private static void check(ListValue changes, ListValue order, String mergeKey) {
        List<Value> named = changes.items().stream()
                .filter(item -> !(item instanceof ObjectValue object
                        && object.text(StrategicMerge.PATCH).equals("delete")))
                .toList();
        if (named.isEmpty() || order.isEmpty()) {
            return;
        }
        int next = 0;
        for (var item : order) {
            if (next < named.size() && same(named.get(next), item, mergeKey)) {
                next++;
            }
        }
        if (next < named.size()) {
            throw new PatchException(
                    Cause.UNSUPPORTED,
                    "The order in patch list:\n%s\n doesn't match %s list:\n%s\n"
                            .formatted(GoText.of(changes), StrategicMerge.ELEMENT_ORDER, GoText.of(order)));
        }
    }

    private static boolean same(Value left, Value right, String mergeKey) {
        if (left instanceof ObjectValue a && right instanceof ObjectValue b && !mergeKey.isEmpty()) {
            return Objects.equals(a.get(mergeKey), b.get(mergeKey));
        }
        return left.equals(right);
    }
}
