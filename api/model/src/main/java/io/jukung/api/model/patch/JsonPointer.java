package io.jukung.api.model.patch;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place in a document (RFC 6901). */
record JsonPointer(List<String> steps) {

    /** What is done at the place, by what holds it. */
    interface Change {
        Value whole(Value root);

        ObjectValue field(ObjectValue object, String name);

        /** The changed items; the list given is a copy. */
        List<Value> item(List<Value> items, String index);
    }

    static JsonPointer of(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(List.of());
        }
        if (text.charAt(0) != '/') {
            throw JsonPatch.rejected("path \"%s\" does not begin with \"/\"".formatted(text));
        }
        return new JsonPointer(Stream.of(text.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** The list position, also counted from the end; -1 if it is none below {@code size}. */
    static int position(String index, int size) {
        try {
            int position = Integer.parseInt(index);
            int counted = position < 0 ? size + position : position;
            return counted >= 0 && counted < size ? counted : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Nullable
    Value read(Value document) {
        Value value = document;
        for (var step : steps) {
            value = step(value, step);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    private static @Nullable Value step(Value value, String step) {
        return switch (value) {
            case ObjectValue object -> object.get(step);
            case ListValue list -> {
                int position = position(step, list.size());
                yield position < 0 ? null : list.get(position);
            }
            case Scalar ignored -> null;
        };
    }

    /** The document with the change made at this place; what holds the place must be there. */
    Value change(Value document, Change change) {
        return steps.isEmpty() ? change.whole(document) : change(document, 0, change);
    }

    private Value change(Value value, int depth, Change change) {
        var step = steps.get(depth);
        boolean last = depth == steps.size() - 1;
        return switch (value) {
            case ObjectValue object ->
                last ? change.field(object, step) : object.with(step, below(object, depth, change));
            case ListValue list ->
                last
                        ? ListValue.of(change.item(new ArrayList<>(list.items()), step))
                        : replaced(list, position(step, list.size()), below(list, depth, change));
            case Scalar ignored -> throw absent();
        };
    }

    private Value below(Value holder, int depth, Change change) {
        var child = step(holder, steps.get(depth));
        if (child == null) {
            throw absent();
        }
        return change(child, depth + 1, change);
    }

    private static ListValue replaced(ListValue list, int position, Value value) {
        var items = new ArrayList<>(list.items());
        items.set(position, value);
        return ListValue.of(items);
    }

    private PatchException absent() {
        return JsonPatch.rejected("path \"%s\" does not exist".formatted(this));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        steps.forEach(step -> text.append('/').append(step.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
