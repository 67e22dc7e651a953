package io.jukung.chaos.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnWriter;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Protobuf messages as maps, by their descriptors: field names and enum values (in lower case) become keywords with hyphens, fields that have
 * their default are left out, bytes are text where they are UTF-8 and else {@code {:base64 "…"}}. An unsigned number past 63
 * bits is its decimal text. Unknown fields of a message are lost.
 */
final class MessageEdn {

    private static final String BASE64 = "base64";

    private MessageEdn() {}

    static void write(EdnWriter out, Message message) throws IOException {
        out.beginMap();
        for (var entry : message.getAllFields().entrySet()) {
            var field = entry.getKey();
            if (field.isMapField()) {
                throw new IllegalArgumentException(field.getFullName() + ": protobuf maps are not written");
            }
            out.key(field.getName().replace('_', '-'));
            if (field.isRepeated()) {
                out.beginVector();
                for (var element : (List<?>) entry.getValue()) {
                    value(out, field, element);
                }
                out.endVector();
            } else {
                value(out, field, entry.getValue());
            }
        }
        out.endMap();
    }

    /**
     * The message that such a map stands for.
     *
     * @param type any message of its type
     * @throws IllegalArgumentException that names the field and what was expected
     */
    @SuppressWarnings("unchecked") // A message's builder builds messages of its own class.
    static <M extends Message> M read(Edn value, M type) {
        var builder = type.newBuilderForType();
        fill(builder, value, type.getDescriptorForType().getName());
        return (M) builder.build();
    }

    private static void fill(Message.Builder builder, Edn value, String path) {
        if (!(value instanceof Edn.Dict(Map<Edn, Edn> entries))) {
            throw new IllegalArgumentException(path + ": expected a map");
        }
        for (var entry : entries.entrySet()) {
            var field = entry.getKey() instanceof Edn.Keyword(var name)
                    ? builder.getDescriptorForType().findFieldByName(name.replace('-', '_'))
                    : null;
            if (field == null) {
                throw new IllegalArgumentException(path + ": has no field " + EdnWriter.toString(entry.getKey()));
            }
            var fieldPath = path + "." + field.getName();
            if (!field.isRepeated()) {
                builder.setField(field, parsed(builder, field, entry.getValue(), fieldPath));
            } else if (entry.getValue() instanceof Edn.Vector(List<Edn> elements)) {
                for (var element : elements) {
                    builder.addRepeatedField(field, parsed(builder, field, element, fieldPath));
                }
            } else {
                throw new IllegalArgumentException(fieldPath + ": expected a vector");
            }
        }
    }

    private static void value(EdnWriter out, FieldDescriptor field, Object value) throws IOException {
        switch (field.getJavaType()) {
            case INT -> out.write(Edn.of(isUnsigned(field) ? Integer.toUnsignedLong((int) value) : (int) value));
            case LONG -> {
                long number = (long) value;
                out.write(isUnsigned(field) && number < 0 ? Edn.of(Long.toUnsignedString(number)) : Edn.of(number));
            }
            case FLOAT -> out.write(new Edn.Real((float) value));
            case DOUBLE -> out.write(new Edn.Real((double) value));
            case BOOLEAN -> out.write(Edn.of((boolean) value));
            case STRING -> out.write(Edn.of((String) value));
            case BYTE_STRING -> out.write(bytes((ByteString) value));
            case ENUM -> {
                var constant = (EnumValueDescriptor) value;
                var known = field.getEnumType().findValueByNumber(constant.getNumber());
                out.write(known == null ? Edn.of(constant.getNumber()) : Edn.keyword(keyword(known.getName())));
            }
            case MESSAGE -> write(out, (Message) value);
        }
    }

    private static Object parsed(Message.Builder builder, FieldDescriptor field, Edn value, String path) {
        return switch (field.getJavaType()) {
            case INT -> {
                long number = integer(value, path);
                if (isUnsigned(field) ? number < 0 || number > 0xFFFF_FFFFL : number != (int) number) {
                    throw new IllegalArgumentException(path + ": " + number + ", expected 32 bits");
                }
                yield (int) number;
            }
            case LONG ->
                isUnsigned(field) && value instanceof Edn.Text(var digits)
                        ? unsigned(digits, path)
                        : (Object) integer(value, path);
            case FLOAT -> (float) real(value, path);
            case DOUBLE -> real(value, path);
            case BOOLEAN -> {
                if (value instanceof Edn.Bool(var bool)) {
                    yield bool;
                }
                throw new IllegalArgumentException(path + ": expected true or false");
            }
            case STRING -> {
                if (value instanceof Edn.Text(var text)) {
                    yield text;
                }
                throw new IllegalArgumentException(path + ": expected a string");
            }
            case BYTE_STRING -> parsedBytes(value, path);
            case ENUM -> constant(field.getEnumType(), value, path);
            case MESSAGE -> {
                var inner = builder.newBuilderForField(field);
                fill(inner, value, path);
                yield inner.build();
            }
        };
    }

    private static Edn bytes(ByteString bytes) {
        return bytes.isValidUtf8()
                ? Edn.of(bytes.toStringUtf8())
                : Edn.dict(BASE64, Edn.of(Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }

    private static ByteString parsedBytes(Edn value, String path) {
        if (value instanceof Edn.Text(var text)) {
            return ByteString.copyFromUtf8(text);
        }
        if (value instanceof Edn.Dict dict && dict.get(BASE64) instanceof Edn.Text(var text)) {
            return ByteString.copyFrom(Base64.getDecoder().decode(text));
        }
        throw new IllegalArgumentException(path + ": expected a string or {:base64 \"…\"}");
    }

    private static EnumValueDescriptor constant(EnumDescriptor type, Edn value, String path) {
        if (value instanceof Edn.Int(var number) && number == (int) number) {
            return type.findValueByNumberCreatingIfUnknown((int) number);
        }
        if (value instanceof Edn.Keyword(var name)) {
            for (var constant : type.getValues()) {
                if (keyword(constant.getName()).equals(name)) {
                    return constant;
                }
            }
        }
        throw new IllegalArgumentException(path + ": expected one of "
                + type.getValues().stream()
                        .map(constant -> ":" + keyword(constant.getName()))
                        .toList());
    }

    private static long integer(Edn value, String path) {
        if (value instanceof Edn.Int(var number)) {
            return number;
        }
        throw new IllegalArgumentException(path + ": expected an integer");
    }

    private static long unsigned(String digits, String path) {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(path + ": '" + digits + "', expected an unsigned integer of 64 bits", e);
        }
    }

    private static double real(Edn value, String path) {
        return switch (value) {
            case Edn.Real(var number) -> number;
            case Edn.Int(var number) -> number;
            default -> throw new IllegalArgumentException(path + ": expected a number");
        };
    }

    private static boolean isUnsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
    }

    private static String keyword(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
