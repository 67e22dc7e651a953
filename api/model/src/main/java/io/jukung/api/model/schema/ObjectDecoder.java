package io.jukung.api.model.schema;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a tree the way Kubernetes takes JSON into its Go types and writes it again: types are checked, unknown fields
 * are dropped and named, nulls and unset values vanish or become what Kubernetes writes for them, times, quantities
 * and bytes get their canonical form. Fields come in the schema's order.
 */
public final class ObjectDecoder {

    /**
     * The tree as the schema has it.
     *
     * @param unknownFields paths of the fields dropped, such as {@code spec.containers[0].bogus}, in document order;
     *     at most {@link #MOST_UNKNOWN}
     */
    public record Decoded(ObjectValue object, List<String> unknownFields) {

        public Decoded {
            unknownFields = List.copyOf(unknownFields);
        }
    }

    /** Kubernetes tells of as many. */
    public static final int MOST_UNKNOWN = 100;

    private final List<String> unknownFields = new ArrayList<>();

    private ObjectDecoder() {}

    /**
     * The tree as an object of the schema.
     *
     * @throws TypeMismatchException for the first value of a wrong type
     */
    public static Decoded decode(ObjectSchema schema, ObjectValue tree) {
        var decoder = new ObjectDecoder();
        var object = decoder.object(schema, tree, null);
        return new Decoded(object, decoder.unknownFields);
    }

    /**
     * One struct.
     *
     * @param around where it stands; null for the whole object
     */
    private ObjectValue object(ObjectSchema schema, ObjectValue tree, @Nullable Place around) {
        var known = new @Nullable Value[schema.fields().size()];
        var kept = ObjectValue.builder();
        tree.fields().forEach((name, value) -> {
            int place = schema.place(name);
            if (place < 0) {
                if (schema.open()) {
                    kept.put(name, value);
                } else {
                    unknown(new Place(schema, around, name));
                }
            } else if (value != Scalar.Null.NULL) {
                var field = schema.fieldAt(place);
                var where = new Place(schema, around, name);
                var decoded = value(field.type(), value, where);
                if (!isUnset(field, decoded)) {
                    known[place] = decoded;
                }
            }
        });
        var object = ObjectValue.builder();
        for (int place = 0; place < known.length; place++) {
            var field = schema.fieldAt(place);
            var value = known[place];
            object.putIfPresent(field.name(), value == null ? whenUnset(field) : value);
        }
        kept.build().fields().forEach(object::put);
        return object.build();
    }

    private void unknown(Place place) {
        if (unknownFields.size() < MOST_UNKNOWN) {
            unknownFields.add(place.path());
        }
    }

    /** Whether Go would leave the value out (omitempty). */
    private static boolean isUnset(Field field, Value value) {
        return switch (value) {
            case Scalar scalar -> field.zeroIsUnset() && isZero(scalar);
            case ListValue list -> list.isEmpty() && field.whenUnset() == null && isOrdinaryList(field);
            case ObjectValue map -> map.isEmpty() && field.whenUnset() == null && field.type() instanceof MapType;
        };
    }

    /** An empty list says nothing, save of managed fields: there it resets the ownership. */
    private static boolean isOrdinaryList(Field field) {
        return field.type() instanceof ListType && !field.name().equals("managedFields");
    }

    private static boolean isZero(Scalar scalar) {
        return switch (scalar) {
            case Scalar.Text(var text) -> text.isEmpty();
            case Scalar.Whole(var whole) -> whole == 0;
            case Scalar.Real(var real) -> real == 0;
            case Scalar.Flag flag -> !flag.value();
            case Scalar.Null ignored -> true;
        };
    }

    /** What an unset field is written as; structs with all they always hold. */
    static @Nullable Value whenUnset(Field field) {
        return field.whenUnset() instanceof ObjectValue && field.type() instanceof ObjectSchema schema
                ? unsetObject(schema)
                : field.whenUnset();
    }

    /** An object of the schema in which nothing is set, as Kubernetes writes it. */
    public static ObjectValue unsetObject(ObjectSchema schema) {
        var object = ObjectValue.builder();
        schema.fields().forEach((name, field) -> object.putIfPresent(name, whenUnset(field)));
        return object.build();
    }

    private Value value(Type type, Value value, Place where) {
        return switch (type) {
            case ObjectSchema schema ->
                value instanceof ObjectValue object ? object(schema, object, where) : mismatch(value, type, where);
            case ListType list -> list(list, value, where);
            case MapType map -> map(map, value, where);
            case Primitive primitive -> primitive(primitive, value, where);
        };
    }

    private Value list(ListType type, Value value, Place where) {
        if (!(value instanceof ListValue list)) {
            return mismatch(value, type, where);
        }
        var items = new ArrayList<Value>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(item(type.items(), list.get(i), new Place(where.owner, where, "[" + i + "]")));
        }
        return ListValue.of(items);
    }

    private Value map(MapType type, Value value, Place where) {
        if (!(value instanceof ObjectValue object)) {
            return mismatch(value, type, where);
        }
        var values = ObjectValue.builder();
        object.fields()
                .forEach((name, item) ->
                        values.put(name, item(type.values(), item, new Place(where.owner, where, "." + name))));
        return values.build();
    }

    /** An element of a list or map; null there is the type's zero value. */
    private Value item(Type type, Value value, Place where) {
        if (value != Scalar.Null.NULL) {
            return value(type, value, where);
        }
        return switch (type) {
            case ObjectSchema schema -> unsetObject(schema);
            case ListType ignored -> value;
            case MapType ignored -> value;
            case Primitive primitive ->
                switch (primitive) {
                    case STRING -> Value.of("");
                    case BOOLEAN -> Value.of(false);
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> Value.of(0);
                    case QUANTITY -> Value.of("0");
                    case BYTES,
                            TIME,
                            MICRO_TIME,
                            DURATION,
                            RAW_EXTENSION,
                            JSON,
                            FIELDS,
                            STRING_LIST,
                            SCHEMA_OR_LIST,
                            SCHEMA_OR_BOOLEAN,
                            SCHEMA_OR_STRINGS -> value;
                };
        };
    }

    private static Value primitive(Primitive type, Value value, Place where) {
        return switch (type) {
            case STRING -> value instanceof Scalar.Text ? value : mismatch(value, type, where);
            case BOOLEAN -> value instanceof Scalar.Flag ? value : mismatch(value, type, where);
            case INT32 ->
                value instanceof Scalar.Whole(var whole) && whole == (int) whole ? value : mismatch(value, type, where);
            case INT64 -> value instanceof Scalar.Whole ? value : mismatch(value, type, where);
            case DOUBLE ->
                value instanceof Scalar.Whole || value instanceof Scalar.Real ? value : mismatch(value, type, where);
            case BYTES -> bytes(value, where);
            case TIME -> Value.of(GoTime.SECONDS.canonical(stringValue(value)));
            case MICRO_TIME -> Value.of(GoTime.MICROSECONDS.canonical(stringValue(value)));
            case DURATION -> Value.of(stringValue(value));
            case QUANTITY -> quantity(value);
            case INT_OR_STRING -> intOrString(value);
            case STRING_LIST -> stringList(value, where);
            case RAW_EXTENSION, JSON, FIELDS, SCHEMA_OR_LIST, SCHEMA_OR_BOOLEAN, SCHEMA_OR_STRINGS -> value;
        };
    }

    private static Value bytes(Value value, Place where) {
        if (!(value instanceof Scalar.Text(var text))) {
            return mismatch(value, Primitive.BYTES, where);
        }
        return Value.of(GoBase64.canonical(text));
    }

    private static Value quantity(Value value) {
        var text = value instanceof Scalar.Text(var written) ? written : value.toString();
        try {
            return Value.of(Quantity.parse(text.strip()).toString());
        } catch (IllegalArgumentException e) {
            throw new TypeMismatchException(String.valueOf(e.getMessage()));
        }
    }

    private static Value intOrString(Value value) {
        if (value instanceof Scalar.Text || (value instanceof Scalar.Whole(var whole) && whole == (int) whole)) {
            return value;
        }
        throw new TypeMismatchException(
                "json: cannot unmarshal " + found(value, Primitive.INT32) + " into Go value of type int32");
    }

    private static Value stringList(Value value, Place where) {
        if (!(value instanceof ListValue list)) {
            return mismatch(value, Primitive.STRING_LIST, where);
        }
        for (var item : list) {
            if (!(item instanceof Scalar.Text)) {
                return mismatch(item, Primitive.STRING, where);
            }
        }
        return list;
    }

    /** For types that decode themselves: their errors name no field. */
    private static String stringValue(Value value) {
        if (value instanceof Scalar.Text(var text)) {
            return text;
        }
        throw new TypeMismatchException(
                "json: cannot unmarshal " + found(value, Primitive.STRING) + " into Go value of type string");
    }

    private static Value mismatch(Value value, Type type, Place where) {
        throw new TypeMismatchException("json: cannot unmarshal %s into Go struct field %s.%s of type %s"
                .formatted(found(value, type), simpleName(where.owner), where.goPath(), goType(type)));
    }

    private static String found(Value value, Type expected) {
        boolean whole = expected == Primitive.INT32 || expected == Primitive.INT64;
        return switch (value) {
            case Scalar.Text ignored -> "string";
            case Scalar.Whole(var number) -> whole ? "number " + number : "number";
            case Scalar.Real(var number) -> whole ? "number " + number : "number";
            case Scalar.Flag ignored -> "bool";
            case Scalar.Null ignored -> "null";
            case ListValue ignored -> "array";
            case ObjectValue ignored -> "object";
        };
    }

    private static String goType(Type type) {
        return switch (type) {
            case ObjectSchema schema -> goPackage(schema) + "." + simpleName(schema);
            case ListType list -> "[]" + goType(list.items());
            case MapType map -> "map[string]" + goType(map.values());
            case Primitive primitive ->
                switch (primitive) {
                    case STRING -> "string";
                    case BOOLEAN -> "bool";
                    case BYTES -> "[]uint8";
                    case INT32 -> "int32";
                    case INT64 -> "int64";
                    case DOUBLE -> "float64";
                    case TIME -> "v1.Time";
                    case MICRO_TIME -> "v1.MicroTime";
                    case DURATION -> "v1.Duration";
                    case QUANTITY -> "resource.Quantity";
                    case INT_OR_STRING -> "intstr.IntOrString";
                    case RAW_EXTENSION -> "runtime.RawExtension";
                    case JSON -> "v1.JSON";
                    case FIELDS -> "v1.FieldsV1";
                    case STRING_LIST -> "v1.ExtraValue";
                    case SCHEMA_OR_LIST -> "v1.JSONSchemaPropsOrArray";
                    case SCHEMA_OR_BOOLEAN -> "v1.JSONSchemaPropsOrBool";
                    case SCHEMA_OR_STRINGS -> "v1.JSONSchemaPropsOrStringArray";
                };
        };
    }

    private static String simpleName(ObjectSchema schema) {
        return schema.name().substring(schema.name().lastIndexOf('.') + 1);
    }

    /** The package of {@code io.k8s.api.core.v1.Pod} is {@code v1}. */
    private static String goPackage(ObjectSchema schema) {
        var parts = schema.name().split("\\.");
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }

    /**
     * Where a value stands: put into words only when there is something to say of it.
     *
     * @param owner the struct that has the field
     * @param step the field's name, {@code [i]} in a list, {@code .key} in a map
     */
    private record Place(ObjectSchema owner, @Nullable Place around, String step) {

        /** As errors about unknown fields show it, with list positions and keys. */
        String path() {
            var text = around == null ? "" : around.path();
            return text.isEmpty() || isElement() ? text + step : text + "." + step;
        }

        /** As errors about types show it, without them. */
        String goPath() {
            var text = around == null ? "" : around.goPath();
            return isElement() ? text : text.isEmpty() ? step : text + "." + step;
        }

        private boolean isElement() {
            return step.startsWith("[") || step.startsWith(".");
        }
    }
}
