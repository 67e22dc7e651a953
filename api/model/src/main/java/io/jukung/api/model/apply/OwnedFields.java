package io.jukung.api.model.apply;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;

/** Which paths a configuration states. */
final class OwnedFields {

    private OwnedFields() {}

    /** The paths of leaves, of list items and map entries, and of what is there but empty. */
    static FieldSet of(Value value, Shape shape) {
        return switch (value) {
            case ObjectValue object -> ofObject(object, shape);
            case ListValue list -> ofList(list, shape);
            case Scalar ignored -> FieldSet.EMPTY;
        };
    }

    private static FieldSet ofObject(ObjectValue object, Shape shape) {
        var set = new FieldSet.Builder();
        object.fields().forEach((name, value) -> {
            var element = new PathElement.Name(name);
            var child = shape.field(name);
            boolean member = isLeaf(value, child)
                    || (value instanceof ObjectValue empty && empty.isEmpty())
                    || (value instanceof ObjectValue && !shape.declares(name));
            if (member || (value instanceof ListValue && !shape.declares(name))) {
                set.add(element);
            }
            if (!isLeaf(value, child)) {
                set.put(element, of(value, child));
            }
        });
        return set.build();
    }

    private static FieldSet ofList(ListValue list, Shape shape) {
        var set = new FieldSet.Builder();
        for (var item : list) {
            var element = shape.element(item);
            set.add(element);
            if (!isLeaf(item, shape.items())) {
                set.put(element, of(item, shape.items()));
            }
        }
        return set.build();
    }

    private static boolean isLeaf(Value value, Shape shape) {
        return switch (value) {
            case Scalar ignored -> true;
            case ObjectValue ignored -> shape.atomicObject();
            case ListValue ignored -> shape.atomicList();
        };
    }

    /** The set with every struct field on the way to a member: their structs count as stated. */
    static FieldSet withStructs(FieldSet set, Shape shape) {
        var result = new FieldSet.Builder();
        set.members().forEach(result::add);
        set.children().forEach((element, below) -> {
            if (element instanceof PathElement.Name(var name) && shape.declares(name)) {
                result.add(element);
            }
            result.put(element, withStructs(below, shape.below(element)));
        });
        return result.build();
    }
}
