package io.jukung.api.model.apply;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays an applied configuration over the live object, and takes paths out of an object. */
final class ConfigurationMerge {

    private ConfigurationMerge() {}

    /** The live object with the configuration's values; what is not atomic is merged part by part. */
    static ObjectValue merge(ObjectValue live, ObjectValue applied, Shape shape) {
        var result = live.toBuilder();
        applied.fields().forEach((name, value) -> {
            var present = live.get(name);
            result.put(name, present == null ? value : value(present, value, shape.field(name)));
        });
        return result.build();
    }

    private static Value value(Value live, Value applied, Shape shape) {
        boolean hollow = Shape.isHollow(live) && Shape.isHollow(applied);
        if (hollow) {
            return applied;
        }
        if (applied instanceof ObjectValue right && !shape.atomicObject()) {
            return merge(live instanceof ObjectValue left ? left : ObjectValue.empty(), right, shape);
        }
        if (applied instanceof ListValue right && !shape.atomicList()) {
            return lists(live instanceof ListValue left ? left : ListValue.empty(), right, shape);
        }
        if (applied == Scalar.Null.NULL && (live instanceof ObjectValue || live instanceof ListValue)) {
            boolean atomic = live instanceof ObjectValue ? shape.atomicObject() : shape.atomicList();
            return atomic ? applied : live;
        }
        return applied;
    }

    /** The items of both: the applied ones in their order, the live ones where they stood among them. */
    private static ListValue lists(ListValue live, ListValue applied, Shape shape) {
        var left = new ArrayList<PathElement>();
        Map<PathElement, Value> liveItems = new LinkedHashMap<>();
        for (var item : live) {
            left.add(shape.element(item));
            liveItems.putIfAbsent(shape.element(item), item);
        }
        Map<PathElement, Value> appliedItems = new LinkedHashMap<>();
        for (var item : applied) {
            appliedItems.put(shape.element(item), item);
        }
        var right = List.copyOf(appliedItems.keySet());
        var shared = right.stream().filter(liveItems::containsKey).iterator();
        var nextShared = shared.hasNext() ? shared.next() : null;
        var merged = new HashSet<PathElement>();
        var out = new ArrayList<Value>();
        int l = 0;
        int r = 0;
        while (l < left.size() || r < right.size()) {
            if (l < left.size() && r < right.size()) {
                var element = left.get(l);
                if (element.equals(right.get(r))) {
                    merged.add(element);
                    out.add(item(liveItems.get(element), appliedItems.get(element), shape));
                    l++;
                    r++;
                    nextShared = shared.hasNext() ? shared.next() : null;
                    continue;
                }
                if (appliedItems.containsKey(element) && nextShared != null && !nextShared.equals(element)) {
                    // Shared, but its turn comes later.
                    l++;
                    continue;
                }
            }
            if (l < left.size()) {
                var element = left.get(l);
                if (!appliedItems.containsKey(element)) {
                    out.add(live.get(l));
                    l++;
                    continue;
                }
                if (merged.contains(element)) {
                    l++;
                }
            }
            if (r < right.size()) {
                var element = right.get(r);
                merged.add(element);
                out.add(item(liveItems.get(element), appliedItems.get(element), shape));
                r++;
                if (element.equals(nextShared)) {
                    nextShared = shared.hasNext() ? shared.next() : null;
                }
            }
        }
        return ListValue.of(out);
    }

    private static Value item(@Nullable Value live, @Nullable Value applied, Shape shape) {
        if (live == null || applied == null) {
            return applied == null ? java.util.Objects.requireNonNull(live) : applied;
        }
        return value(live, applied, shape.items());
    }

    /** The object without those paths; what becomes empty by it becomes null. */
    static ObjectValue remove(ObjectValue object, FieldSet paths, Shape shape) {
        return removeFrom(object, paths, shape) instanceof ObjectValue rest ? rest : ObjectValue.empty();
    }

    private static Value removeFrom(Value value, FieldSet paths, Shape shape) {
        return switch (value) {
            case Scalar scalar -> scalar;
            case ObjectValue object -> shape.atomicObject() || object.isEmpty() ? object : fields(object, paths, shape);
            case ListValue list -> shape.atomicList() || list.isEmpty() ? list : items(list, paths, shape);
        };
    }

    private static Value fields(ObjectValue object, FieldSet paths, Shape shape) {
        var rest = ObjectValue.builder();
        object.fields().forEach((name, value) -> {
            var element = new PathElement.Name(name);
            if (!paths.members().contains(element)) {
                var below = paths.below(element);
                rest.put(name, below.isEmpty() ? value : removeFrom(value, below, shape.field(name)));
            }
        });
        var result = rest.build();
        return result.isEmpty() ? Scalar.Null.NULL : result;
    }

    private static Value items(ListValue list, FieldSet paths, Shape shape) {
        var rest = new ArrayList<Value>();
        for (var item : list) {
            var element = shape.element(item);
            if (!paths.members().contains(element)) {
                var below = paths.below(element);
                rest.add(below.isEmpty() ? item : removeFrom(item, below, shape.items()));
            }
        }
        return rest.isEmpty() ? Scalar.Null.NULL : ListValue.of(rest);
    }
}
