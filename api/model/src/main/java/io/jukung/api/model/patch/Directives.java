package io.jukung.api.model.patch;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Takes directives and nulls out of a part of a patch that meets nothing in the object. */
final class Directives {

    private Directives() {}

    /** The value as it is stored. */
    static Value removed(Value patch) {
        return switch (patch) {
            case ObjectValue object -> object(object);
            case ListValue list -> list(list);
            case Scalar scalar -> scalar;
        };
    }

    private static ObjectValue object(ObjectValue patch) {
        var kept = ObjectValue.builder();
        patch.fields().forEach((name, value) -> {
            if (!isDirective(name) && value != Scalar.Null.NULL) {
                kept.put(name, removed(value));
            }
        });
        return kept.build();
    }

    private static ListValue list(ListValue patch) {
        var kept = new ArrayList<Value>();
        for (var item : patch) {
            var remaining = item instanceof ObjectValue object ? item(object) : item;
            if (remaining != null) {
                kept.add(remaining);
            }
        }
        return ListValue.of(kept);
    }

    /** An item marked {@code $patch} is an instruction, not an item. */
    private static @Nullable Value item(ObjectValue item) {
        return item.has(StrategicMerge.PATCH) ? null : object(item);
    }

    private static boolean isDirective(String name) {
        return name.equals(StrategicMerge.PATCH)
                || name.equals(StrategicMerge.RETAIN_KEYS)
                || name.startsWith(StrategicMerge.ELEMENT_ORDER + "/")
                || name.startsWith(StrategicMerge.DELETE_FROM_LIST + "/");
    }
}
