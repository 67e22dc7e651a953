package io.jukung.api.model.codec;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Trees to and from the protobuf messages of the API, by the schema. */
final class ProtobufMessages {

    private ProtobufMessages() {}

    static ObjectValue read(ObjectSchema schema, ProtobufReader reader) {
        var values = new LinkedHashMap<String, Value>();
        readInto(schema, reader, values);
        return ObjectValue.of(values);
    }

    /** Inlined structs put their fields among the others. */
    private static void readInto(ObjectSchema schema, ProtobufReader reader, Map<String, Value> values) {
        Map<String, List<Value>> lists = new LinkedHashMap<>();
        Map<String, Map<String, Value>> maps = new LinkedHashMap<>();
        while (reader.next()) {
            var field = schema.member(reader.number());
            if (field == null) {
                reader.skip();
                continue;
            }
            switch (field.type()) {
                case ListType list ->
                    readItems(list, schema, reader, lists.computeIfAbsent(field.name(), name -> new ArrayList<>()));
                case MapType map ->
                    readEntry(map, schema, reader, maps.computeIfAbsent(field.name(), name -> new LinkedHashMap<>()));
                case ObjectSchema struct when field.inline() -> readInto(struct, reader.message(), values);
                case ObjectSchema struct -> values.put(field.name(), read(struct, reader.message()));
                case Primitive primitive ->
                    values.put(field.name(), ProtobufPrimitives.read(primitive, schema, reader));
            }
        }
        lists.forEach((name, items) -> values.put(name, ListValue.of(items)));
        maps.forEach((name, entries) -> values.put(name, ObjectValue.of(entries)));
    }

    private static void readItems(ListType list, ObjectSchema owner, ProtobufReader reader, List<Value> items) {
        boolean numbers =
                list.items() == Primitive.INT32 || list.items() == Primitive.INT64 || list.items() == Primitive.BOOLEAN;
        if (numbers && reader.isDelimited()) {
            var packed = reader.message();
            while (!packed.atEnd()) {
                items.add(ProtobufPrimitives.number((Primitive) list.items(), packed.varint()));
            }
        } else {
            items.add(readOne(list.items(), owner, reader));
        }
    }

    private static void readEntry(MapType map, ObjectSchema owner, ProtobufReader reader, Map<String, Value> entries) {
        var entry = reader.message();
        var key = "";
        Value value = map.values() instanceof ObjectSchema ? ObjectValue.empty() : Scalar.Null.NULL;
        while (entry.next()) {
            switch (entry.number()) {
                case 1 -> key = entry.text();
                case 2 -> value = readOne(map.values(), owner, entry);
                default -> entry.skip();
            }
        }
        entries.put(key, value);
    }

    private static Value readOne(Type type, ObjectSchema owner, ProtobufReader reader) {
        return switch (type) {
            case ObjectSchema struct -> read(struct, reader.message());
            case Primitive primitive -> ProtobufPrimitives.read(primitive, owner, reader);
            case ListType ignored -> throw nested();
            case MapType ignored -> throw nested();
        };
    }

    static void write(ObjectSchema schema, ObjectValue object, ProtobufWriter out) {
        for (var field : schema.members()) {
            if (field.inline() && field.type() instanceof ObjectSchema struct) {
                var inner = new ProtobufWriter();
                write(struct, object, inner);
                out.message(field.number(), inner);
                continue;
            }
            var value = object.get(field.name());
            if (field.number() > 0 && value != null && value != Scalar.Null.NULL) {
                writeField(field, value, schema, out);
            }
        }
    }

    private static void writeField(Field field, Value value, ObjectSchema owner, ProtobufWriter out) {
        switch (field.type()) {
            case ListType list -> {
                for (var item : (ListValue) expect(ListValue.class, value, field)) {
                    writeOne(list.items(), item, field, field.number(), owner, out);
                }
            }
            case MapType map ->
                new TreeMap<>(((ObjectValue) expect(ObjectValue.class, value, field)).fields()).forEach((key, item) -> {
                    var entry = new ProtobufWriter();
                    entry.text(1, key);
                    writeOne(map.values(), item, field, 2, owner, entry);
                    out.message(field.number(), entry);
                });
            case ObjectSchema struct -> writeOne(struct, value, field, field.number(), owner, out);
            case Primitive primitive -> writeOne(primitive, value, field, field.number(), owner, out);
        }
    }

    /** One value of the field, or of its list or map. */
    private static void writeOne(
            Type type, Value value, Field field, int number, ObjectSchema owner, ProtobufWriter out) {
        switch (type) {
            case ObjectSchema struct -> {
                var inner = new ProtobufWriter();
                if (value != Scalar.Null.NULL) {
                    write(struct, (ObjectValue) expect(ObjectValue.class, value, field), inner);
                }
                out.message(number, inner);
            }
            case Primitive primitive -> ProtobufPrimitives.write(primitive, value, field, number, owner, out);
            case ListType ignored -> throw nested();
            case MapType ignored -> throw nested();
        }
    }

    private static Value expect(Class<? extends Value> type, Value value, Field field) {
        if (!type.isInstance(value)) {
            throw mismatch(value, field);
        }
        return value;
    }

    static DecodingException mismatch(Value value, Field field) {
        return new DecodingException("field " + field.name() + ": " + value + " is not of its type");
    }

    private static IllegalStateException nested() {
        return new IllegalStateException("protobuf has no list of lists");
    }
}
