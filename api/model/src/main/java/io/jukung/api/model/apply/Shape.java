package io.jukung.api.model.apply;

import io.jukung.api.model.schema.Field;
import io.jukung.api.model.schema.ListType;
import io.jukung.api.model.schema.MapType;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Primitive;
import io.jukung.api.model.schema.Type;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a value is shared among owners.
 *
 * @param type null where the schema ends: objects are then shared field by field, lists owned whole
 * @param atomic whether a struct is owned whole
 */
record Shape(@Nullable Type type, boolean atomic) {

    static Shape of(@Nullable Type type) {
        return new Shape(type, type instanceof ObjectSchema schema && schema.atomic());
    }

    /** Whether the object is owned as one value. */
    boolean atomicObject() {
        return atomic || type instanceof Primitive || (type instanceof MapType map && map.atomic());
    }

    /** Whether the list is owned as one value. */
    boolean atomicList() {
        return !(type instanceof ListType list) || list.semantics() == ListType.Semantics.ATOMIC;
    }

    /** Whether the name is a field of a struct, not an entry of a map. */
    boolean declares(String name) {
        return type instanceof ObjectSchema schema && schema.field(name) != null;
    }

    Shape field(String name) {
        return switch (type) {
            case null -> this;
            case ObjectSchema schema -> {
                var field = schema.field(name);
                yield field == null ? of(null) : ofField(field);
            }
            case MapType map -> of(map.values());
            case ListType ignored -> of(null);
            case Primitive ignored -> of(null);
        };
    }

    private static Shape ofField(Field field) {
        return new Shape(field.type(), field.atomic());
    }

    Shape items() {
        return of(type instanceof ListType list ? list.items() : null);
    }

    /** What follows the element. */
    Shape below(PathElement element) {
        return element instanceof PathElement.Name(var name) ? field(name) : items();
    }

    /**
     * The element that stands for an item of a list that is not atomic.
     *
     * @throws ApplyException if the item lacks a key that has no default
     */
    PathElement element(Value item) {
        if (!(type instanceof ListType list) || list.semantics() != ListType.Semantics.MAP) {
            return new PathElement.Item(item);
        }
        var keys = new HashMap<String, Value>();
        for (var key : list.keys()) {
            var value = item instanceof ObjectValue object ? object.get(key) : null;
            if (value == null || value == Scalar.Null.NULL) {
                value = absentKey(list, key);
            }
            if (value == null) {
                throw new ApplyException(
                        "associative list with keys has an element that omits key field \"%s\" (and doesn't have default value)"
                                .formatted(key));
            }
            keys.put(key, value);
        }
        return new PathElement.Key(keys);
    }

    private static @Nullable Value absentKey(ListType list, String key) {
        var field = list.items() instanceof ObjectSchema schema ? schema.field(key) : null;
        if (field == null) {
            return null;
        }
        return field.defaultValue() != null ? field.defaultValue() : field.whenUnset();
    }

    /** Nothing, null, or without parts. */
    static boolean isHollow(@Nullable Value value) {
        return switch (value) {
            case null -> true;
            case Scalar.Null ignored -> true;
            case ObjectValue object -> object.isEmpty();
            case ListValue list -> list.isEmpty();
            case Scalar ignored -> false;
        };
    }
}
