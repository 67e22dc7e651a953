package io.jukung.api.model.apply;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ListType;
import io.jukung.api.model.schema.MapType;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Primitive;
import io.jukung.api.model.schema.Type;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that an applied configuration fits the schema: no unknown field, no wrong type, no item twice. */
final class ConfigurationCheck {

    private final List<String> errors = new ArrayList<>();

    private ConfigurationCheck() {}

    /** @throws ApplyException with every error, in Kubernetes' words */
    static void check(ObjectValue applied, Shape shape) {
        var check = new ConfigurationCheck();
        check.value("", applied, shape);
        if (!check.errors.isEmpty()) {
            var all = check.errors.size() == 1
                    ? check.errors.getFirst()
                    : "errors:\n  " + String.join("\n  ", check.errors);
            throw new ApplyException("failed to create typed patch object (" + identity(applied) + "): " + all);
        }
    }

    private static String identity(ObjectValue applied) {
        var kind = GroupVersionKind.of(applied.text("apiVersion"), applied.text("kind"));
        return "%s/%s; %s/%s, Kind=%s"
                .formatted(
                        applied.text("metadata", "namespace"),
                        applied.text("metadata", "name"),
                        kind.group(),
                        kind.version(),
                        kind.kind());
    }

    private void value(String path, Value value, Shape shape) {
        if (value == Scalar.Null.NULL) {
            return;
        }
        switch (shape.type()) {
            case null -> {}
            case ObjectSchema schema -> object(path, value, shape, schema);
            case MapType ignored -> object(path, value, shape, null);
            case ListType ignored -> list(path, value, shape);
            case Primitive primitive -> scalar(path, value, primitive);
        }
    }

    private void object(String path, Value value, Shape shape, @Nullable ObjectSchema schema) {
        if (!(value instanceof ObjectValue object)) {
            errors.add(path + ": expected map, got " + printed(value));
            return;
        }
        object.fields().forEach((name, child) -> {
            var element = path + new PathElement.Name(name);
            if (schema != null && schema.field(name) == null && !schema.open()) {
                errors.add(element + ": field not declared in schema");
            } else {
                value(element, child, shape.field(name));
            }
        });
    }

    private void list(String path, Value value, Shape shape) {
        if (!(value instanceof ListValue list)) {
            errors.add(path + ": expected list, got " + printed(value));
            return;
        }
        var seen = new HashSet<PathElement>();
        for (int i = 0; i < list.size(); i++) {
            PathElement element = new PathElement.Position(i);
            if (!shape.atomicList()) {
                try {
                    element = shape.element(list.get(i));
                } catch (ApplyException e) {
                    errors.add(path + ": element " + i + ": " + e.getMessage());
                    continue;
                }
                if (!seen.add(element)) {
                    errors.add(path + ": duplicate entries for key " + element);
                }
            }
            value(path + element, list.get(i), shape.items());
        }
    }

    private void scalar(String path, Value value, Type type) {
        var expected = type instanceof Primitive primitive ? expected(primitive, value) : null;
        if (expected != null) {
            errors.add(path + ": expected " + expected + ", got " + printed(value));
        }
    }

    /** What the type wants instead of the value; null where the value will do. */
    private static @Nullable String expected(Primitive type, Value value) {
        return switch (type) {
            case STRING, BYTES, TIME, MICRO_TIME, DURATION -> value instanceof Scalar.Text ? null : "string";
            case BOOLEAN -> value instanceof Scalar.Flag ? null : "boolean";
            case INT32, INT64, DOUBLE ->
                value instanceof Scalar.Whole || value instanceof Scalar.Real ? null : "numeric (int or float)";
            case QUANTITY, INT_OR_STRING -> value instanceof Scalar ? null : "scalar";
            case STRING_LIST -> value instanceof ListValue ? null : "list";
            case RAW_EXTENSION, FIELDS -> value instanceof ObjectValue ? null : "map";
            case JSON, SCHEMA_OR_LIST, SCHEMA_OR_BOOLEAN, SCHEMA_OR_STRINGS -> null;
        };
    }

    private static String printed(Value value) {
        return "&value.valueUnstructured{Value:" + value + "}";
    }
}
