package io.jukung.api.model.schema;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the defaults that the schema itself declares. Structs that are not there stay away: a default holds where
 * its struct is. What Kubernetes computes in code from other fields is for the kinds' strategies.
 */
public final class Defaulter {

    private Defaulter() {}

    /** The object with every declared default of an absent or null field. */
    public static ObjectValue apply(ObjectSchema schema, ObjectValue object) {
        var result = object;
        for (var field : schema.fields().values()) {
            var value = object.get(field.name());
            var filled =
                    value == null || value == Scalar.Null.NULL ? orDefault(field, value) : applyTo(field.type(), value);
            if (filled != null) {
                result = result.with(field.name(), filled);
            }
        }
        return result;
    }

    private static @Nullable Value orDefault(Field field, @Nullable Value value) {
        var fallback = field.defaultValue();
        return fallback == null ? value : applyTo(field.type(), fallback);
    }

    private static Value applyTo(Type type, Value value) {
        return switch (type) {
            case ObjectSchema schema -> value instanceof ObjectValue object ? apply(schema, object) : value;
            case ListType list -> value instanceof ListValue items ? applyToItems(list.items(), items) : value;
            case MapType map -> value instanceof ObjectValue object ? applyToValues(map.values(), object) : value;
            case Primitive ignored -> value;
        };
    }

    private static Value applyToItems(Type type, ListValue items) {
        if (type instanceof Primitive) {
            return items;
        }
        var filled = items.items().stream().map(item -> applyTo(type, item)).toList();
        return filled.equals(items.items()) ? items : ListValue.of(filled);
    }

    private static Value applyToValues(Type type, ObjectValue values) {
        var result = values;
        for (var entry : values.fields().entrySet()) {
            result = result.with(entry.getKey(), applyTo(type, entry.getValue()));
        }
        return result;
    }
}
