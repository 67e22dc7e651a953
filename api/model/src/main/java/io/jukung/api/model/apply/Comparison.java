package io.jukung.api.model.apply;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changed from one object to another, as paths. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    static Comparison of(ObjectValue before, ObjectValue after, Shape shape) {
        return objects(before, after, shape);
    }

    /** The paths that have a new value. */
    FieldSet written() {
        return added.union(modified);
    }

    /** Without the paths of that set and all below them. */
    Comparison ignoring(FieldSet fields) {
        return new Comparison(
                added.recursiveDifference(fields),
                modified.recursiveDifference(fields),
                removed.recursiveDifference(fields));
    }

    private static Comparison objects(ObjectValue before, ObjectValue after, Shape shape) {
        var names = new LinkedHashSet<>(before.names());
        names.addAll(after.names());
        var collected = new Collector();
        for (var name : names) {
            collected.compare(new PathElement.Name(name), before.get(name), after.get(name), shape.field(name));
        }
        return collected.build();
    }

    private static Comparison lists(ListValue before, ListValue after, Shape shape) {
        var left = indexed(before, shape);
        var right = indexed(after, shape);
        var elements = new LinkedHashSet<>(left.keySet());
        elements.addAll(right.keySet());
        var collected = new Collector();
        for (var element : elements) {
            collected.compare(element, left.get(element), right.get(element), shape.items());
        }
        return collected.build();
    }

    /** Items by their element; of duplicates, which only a live object may have, all as one list. */
    private static Map<PathElement, Value> indexed(ListValue list, Shape shape) {
        var items = new LinkedHashMap<PathElement, Value>();
        for (var item : list) {
            items.merge(shape.element(item), item, (first, second) -> ListValue.of(first, second));
        }
        return items;
    }

    /** Collects the comparisons of the parts of one value. */
    private static final class Collector {

        private final FieldSet.Builder added = new FieldSet.Builder();
        private final FieldSet.Builder modified = new FieldSet.Builder();
        private final FieldSet.Builder removed = new FieldSet.Builder();

        void compare(PathElement element, @Nullable Value before, @Nullable Value after, Shape shape) {
            if (!isBranch(before, after, shape)) {
                leaf(element, before, after);
                return;
            }
            if (before == null) {
                added.add(element);
            } else if (after == null) {
                removed.add(element);
            }
            var parts = parts(before, after, shape);
            added.put(element, parts.added);
            modified.put(element, parts.modified);
            removed.put(element, parts.removed);
        }

        private void leaf(PathElement element, @Nullable Value before, @Nullable Value after) {
            if (before == null) {
                added.add(element);
            } else if (after == null) {
                removed.add(element);
            } else if (!before.equals(after)) {
                modified.add(element);
            }
        }

        /** Whether the two are compared part by part: of one kind, not atomic, and not both empty. */
        private static boolean isBranch(@Nullable Value before, @Nullable Value after, Shape shape) {
            boolean objects = isObjectOrNothing(before) && isObjectOrNothing(after);
            boolean lists = isListOrNothing(before) && isListOrNothing(after);
            boolean hollow = Shape.isHollow(before) && Shape.isHollow(after);
            return !hollow && ((objects && !shape.atomicObject()) || (lists && !shape.atomicList()));
        }

        private static boolean isObjectOrNothing(@Nullable Value value) {
            return value == null || value == Scalar.Null.NULL || value instanceof ObjectValue;
        }

        private static boolean isListOrNothing(@Nullable Value value) {
            return value == null || value == Scalar.Null.NULL || value instanceof ListValue;
        }

        private static Comparison parts(@Nullable Value before, @Nullable Value after, Shape shape) {
            if (before instanceof ObjectValue || after instanceof ObjectValue) {
                return objects(
                        before instanceof ObjectValue left ? left : ObjectValue.empty(),
                        after instanceof ObjectValue right ? right : ObjectValue.empty(),
                        shape);
            }
            return before instanceof ListValue || after instanceof ListValue
                    ? lists(
                            before instanceof ListValue left ? left : ListValue.empty(),
                            after instanceof ListValue right ? right : ListValue.empty(),
                            shape)
                    : NONE;
        }

        Comparison build() {
            return new Comparison(added.build(), modified.build(), removed.build());
        }
    }
}
