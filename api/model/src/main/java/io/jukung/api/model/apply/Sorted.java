package io.jukung.api.model.apply;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.TreeMap;

/** Trees with their fields in the order of their names, as Go writes maps. */
final class Sorted {

    private Sorted() {}

    static Value of(Value value) {
        return switch (value) {
            case Scalar scalar -> scalar;
            case ListValue list ->
                ListValue.of(list.items().stream().map(Sorted::of).toList());
            case ObjectValue object -> {
                var sorted = ObjectValue.builder();
                new TreeMap<>(object.fields()).forEach((name, field) -> sorted.put(name, of(field)));
                yield sorted.build();
            }
        };
    }
}
