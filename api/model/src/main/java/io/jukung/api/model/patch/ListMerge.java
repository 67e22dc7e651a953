package io.jukung.api.model.patch;

import io.jukung.api.model.patch.PatchException.Cause;
import io.jukung.api.model.schema.Type;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges two lists of a strategic merge patch and decides the order of the result. */
final class ListMerge {

    private ListMerge() {}

    /**
     * The merged list: the patch's items in its order, with those that only the object has in between, where they
     * stood.
     *
     * @param mergeKey identifies objects; unused for scalars
     */
    static ListValue merge(ListValue original, ListValue patch, String mergeKey, @Nullable Type itemType) {
        if (original.isEmpty() && patch.isEmpty()) {
            return original;
        }
        if (!isObjects(original, patch)) {
            var all = new LinkedHashSet<>(original.items());
            all.addAll(patch.items());
            return ordered(List.copyOf(all), patch.items(), original.items(), "");
        }
        if (mergeKey.isEmpty()) {
            throw new PatchException(
                    Cause.UNSUPPORTED,
                    "cannot merge lists without merge key for " + (itemType == null ? "" : itemType));
        }
        var instructed = Instructed.of(original.objects(), patch.objects(), mergeKey);
        var merged = new ArrayList<Value>(instructed.original());
        for (var item : instructed.patch()) {
            mergeItem(merged, item, mergeKey, itemType);
        }
        return ordered(merged, instructed.patch(), instructed.original(), mergeKey);
    }

    private static boolean isObjects(ListValue original, ListValue patch) {
        boolean objects = false;
        boolean others = false;
        for (var list : List.of(original, patch)) {
            for (var item : list) {
                objects |= item instanceof ObjectValue;
                others |= !(item instanceof ObjectValue);
                if (item instanceof ListValue) {
                    throw new PatchException(Cause.NOT_APPLICABLE, "lists of lists are not supported");
                }
            }
        }
        if (objects && others) {
            throw new PatchException(Cause.UNSUPPORTED, "list element types are not identical");
        }
        return objects;
    }

    private static void mergeItem(List<Value> merged, ObjectValue item, String mergeKey, @Nullable Type itemType) {
        int place = find(merged, key(item, mergeKey), mergeKey);
        if (place < 0) {
            merged.add(Directives.removed(item));
        } else if (merged.get(place) instanceof ObjectValue present) {
            merged.set(place, StrategicMerge.merge(present, item, itemType));
        }
    }

    private static Value key(ObjectValue item, String mergeKey) {
        var key = item.get(mergeKey);
        if (key == null) {
            throw new PatchException(
                    Cause.UNSUPPORTED,
                    "map: %s does not contain declared merge key: %s".formatted(GoText.of(item), mergeKey));
        }
        return key;
    }

    private static int find(List<? extends Value> items, Value key, String mergeKey) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof ObjectValue object && key.equals(object.get(mergeKey))) {
                return i;
            }
        }
        return -1;
    }

    /** The list without those scalars. */
    static ListValue withoutItems(ListValue list, ListValue items) {
        var dropped = new HashSet<>(items.items());
        return ListValue.of(
                list.items().stream().filter(item -> !dropped.contains(item)).toList());
    }

    /**
     * The items in the order asked for; those that are not named keep their places among the others as far as the
     * order before allows.
     */
    static ListValue ordered(
            List<? extends Value> items, List<? extends Value> wanted, List<? extends Value> before, String mergeKey) {
        var named = new ArrayList<Value>();
        for (var wish : wanted) {
            int place = place(items, wish, mergeKey);
            if (place >= 0 && !named.contains(items.get(place))) {
                named.add(items.get(place));
            }
        }
        var others = items.stream().filter(item -> !named.contains(item)).toList();
        var result = new ArrayList<Value>();
        int other = 0;
        for (var next : named) {
            int nextBefore = place(before, next, mergeKey);
            while (other < others.size()) {
                int otherBefore = place(before, others.get(other), mergeKey);
                if (otherBefore < 0 || nextBefore < 0 || otherBefore > nextBefore) {
                    break;
                }
                result.add(others.get(other++));
            }
            result.add(next);
        }
        result.addAll(others.subList(other, others.size()));
        return ListValue.of(result);
    }

    private static int place(List<? extends Value> items, Value item, String mergeKey) {
        if (item instanceof ObjectValue object && !mergeKey.isEmpty()) {
            var key = object.get(mergeKey);
            return key == null ? -1 : find(items, key, mergeKey);
        }
        return items.indexOf(item);
    }

    /** Both lists after the items with {@code $patch} have done their work. */
    private record Instructed(List<ObjectValue> original, List<ObjectValue> patch) {

        static Instructed of(List<ObjectValue> original, List<ObjectValue> patch, String mergeKey) {
            var kept = new ArrayList<>(original);
            var plain = new ArrayList<ObjectValue>();
            boolean replace = false;
            for (var item : patch) {
                var directive = item.get(StrategicMerge.PATCH);
                if (directive == null) {
                    plain.add(item);
                    continue;
                }
                switch (GoText.of(directive)) {
                    case "delete" -> {
                        var key = key(item, mergeKey);
                        kept.removeIf(present -> key.equals(present.get(mergeKey)));
                    }
                    case "replace" -> replace = true;
                    case "merge" ->
                        throw new PatchException(
                                Cause.UNSUPPORTED, "merging lists cannot yet be specified in the patch");
                    case String other -> throw StrategicMerge.unknownDirective(other, item);
                }
            }
            return replace ? new Instructed(plain, List.of()) : new Instructed(kept, plain);
        }
    }
}
