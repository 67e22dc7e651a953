package io.jukung.store.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * protobuf's JSON of etcd's messages, both ways: names as in the .proto files (the camel case of them is read too), 64-bit
 * integers as strings, bytes as base64, fields without a value left out. Fields that are not known are passed over; a field given
 * twice, two of one {@code oneof}, and values of a wrong kind are errors.
 *
 * <p>Not protobuf-java-util, which reads through a tree and takes names without quotes and fields twice.
 */
public final class ProtoJson {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_QUOTED_VALUE = 100;

    private static final JsonFactory WRITING = new JsonFactory();

    private final JsonFactory reading;
    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new ConcurrentHashMap<>();

    /** Reads requests of at most so many bytes of JSON. */
    ProtoJson(int maxBytes) {
        reading = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxBytes)
                        .build())
                .build();
    }

    /** The message of the first JSON value; what follows it is not looked at. Empty input is the empty message. */
    Message read(byte[] json, int length, Message prototype) throws BadJsonException {
        var builder = prototype.newBuilderForType();
        try (var parser = reading.createParser(ObjectReadContext.empty(), json, 0, length)) {
            var first = parser.nextToken();
            if (first == null) {
                return builder.build();
            }
            if (first != JsonToken.START_OBJECT) {
                throw unexpected(parser);
            }
            readObject(parser, builder);
            return builder.build();
        } catch (UnexpectedEndOfInputException e) {
            throw new BadJsonException("unexpected EOF");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new BadJsonException("proto: syntax error "
                    + (at == null ? "" : "(line %d:%d)".formatted(at.getLineNr(), at.getColumnNr()))
                    + ": " + e.getOriginalMessage());
        }
    }

    private static BadJsonException unexpected(JsonParser at) {
        return new BadJsonException("proto: syntax error " + place(at) + ": unexpected token " + quoted(at));
    }

    private static String place(JsonParser at) {
        var place = at.currentTokenLocation();
        return "(line %d:%d)".formatted(place.getLineNr(), place.getColumnNr());
    }

    private static String quoted(JsonParser at) {
        var text = at.getString();
        if (text == null) {
            return String.valueOf(at.currentToken());
        }
        var shown = text.length() > MAX_QUOTED_VALUE ? text.substring(0, MAX_QUOTED_VALUE) + "…" : text;
        return at.currentToken() == JsonToken.VALUE_STRING ? '"' + shown + '"' : shown;
    }

    private void readObject(JsonParser parser, Message.Builder builder) throws BadJsonException {
        var known = fieldsOf(builder.getDescriptorForType());
        var seen = new HashSet<FieldDescriptor>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var field = known.get(name);
            if (field == null) {
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            if (!seen.add(field)) {
                throw new BadJsonException("proto: " + place(parser) + ": duplicate field \"" + name + '"');
            }
            var choice = field.getContainingOneof();
            if (choice != null && builder.hasOneof(choice)) {
                throw new BadJsonException("proto: " + place(parser) + ": error parsing \"" + name + "\", oneof "
                        + choice.getFullName() + " is already set");
            }
            if (parser.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (field.isRepeated()) {
                readArray(parser, field, builder);
            } else {
                builder.setField(field, value(parser, field, builder));
            }
        }
    }

    private void readArray(JsonParser parser, FieldDescriptor field, Message.Builder builder) throws BadJsonException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw unexpected(parser);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            builder.addRepeatedField(field, value(parser, field, builder));
        }
    }

    private Object value(JsonParser parser, FieldDescriptor field, Message.Builder parent) throws BadJsonException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw unexpected(parser);
            }
            var inner = parent.newBuilderForField(field);
            readObject(parser, inner);
            return inner.build();
        }
        var value = FieldValues.scalar(field, parser);
        if (value == null) {
            throw new BadJsonException("proto: %s: invalid value for %s field %s: %s"
                    .formatted(
                            place(parser),
                            field.getType().toString().toLowerCase(Locale.ROOT),
                            field.getName(),
                            quoted(parser)));
        }
        return value;
    }

    private Map<String, FieldDescriptor> fieldsOf(Descriptor type) {
        var found = fields.get(type);
        return found != null
                ? found
                : fields.computeIfAbsent(type, descriptor -> {
                    var named = new HashMap<String, FieldDescriptor>();
                    for (var field : descriptor.getFields()) {
                        named.put(field.getJsonName(), field);
                        named.put(field.getName(), field);
                    }
                    return named;
                });
    }

    /** The message as JSON in UTF-8. */
    public static byte[] write(Message message) {
        return write(generator -> writeMessage(generator, message));
    }

    /** An object with this one field. */
    static byte[] writeIn(String name, Message message) {
        return write(generator -> {
            generator.writeStartObject();
            generator.writeName(name);
            writeMessage(generator, message);
            generator.writeEndObject();
        });
    }

    /** An object of strings and integers. */
    static byte[] write(Map<String, ?> values) {
        return write(generator -> writeValue(generator, null, values));
    }

    @FunctionalInterface
    private interface Writer {
        void to(JsonGenerator generator);
    }

    private static byte[] write(Writer writer) {
        var out = new ByteArrayOutputStream();
        try (var generator = WRITING.createGenerator(ObjectWriteContext.empty(), out)) {
            writer.to(generator);
        }
        return out.toByteArray();
    }

    private static void writeMessage(JsonGenerator generator, Message message) {
        generator.writeStartObject();
        for (var field : message.getAllFields().entrySet()) {
            generator.writeName(field.getKey().getName());
            writeValue(generator, field.getKey(), field.getValue());
        }
        generator.writeEndObject();
    }

    private static void writeValue(JsonGenerator generator, @Nullable FieldDescriptor field, Object value) {
        switch (value) {
            case List<?> elements -> {
                generator.writeStartArray();
                elements.forEach(element -> writeValue(generator, field, element));
                generator.writeEndArray();
            }
            case Map<?, ?> entries -> {
                generator.writeStartObject();
                entries.forEach((name, entry) -> {
                    generator.writeName(name.toString());
                    writeValue(generator, null, entry);
                });
                generator.writeEndObject();
            }
            case Message inner -> writeMessage(generator, inner);
            case ByteString bytes -> generator.writeBinary(bytes.toByteArray());
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Long number ->
                generator.writeString(isUnsigned(field) ? Long.toUnsignedString(number) : Long.toString(number));
            case Integer number -> {
                if (isUnsigned(field)) {
                    generator.writeNumber(Integer.toUnsignedLong(number));
                } else {
                    generator.writeNumber(number);
                }
            }
            case EnumValueDescriptor named -> {
                // One we do not know is named so by protobuf.
                if (named.getIndex() < 0) {
                    generator.writeNumber(named.getNumber());
                } else {
                    generator.writeString(named.getName());
                }
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static boolean isUnsigned(@Nullable FieldDescriptor field) {
        return field != null
                && switch (field.getType()) {
                    case UINT64, FIXED64, UINT32, FIXED32 -> true;
                    case INT64,
                            SINT64,
                            SFIXED64,
                            INT32,
                            SINT32,
                            SFIXED32,
                            BOOL,
                            STRING,
                            BYTES,
                            ENUM,
                            DOUBLE,
                            FLOAT,
                            GROUP,
                            MESSAGE -> false;
                };
    }
}
