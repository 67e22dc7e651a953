package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * JSON as Go makes it of etcd's messages: the names of the .proto files, numbers for 64 bits and for enums, bytes in
 * base64, nothing where a field has its zero value. Protobuf's own mapping differs in each of these.
 */
final class GoJson {

    /** Go's nil, where it is shown. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private GoJson() {}

    /** A message as a tree of maps, lists, texts, numbers and truths. */
    static Map<String, Object> tree(Message message) {
        var tree = new LinkedHashMap<String, Object>();
        for (var field : message.getDescriptorForType().getFields()) {
            boolean present = field.isRepeated()
                    ? message.getRepeatedFieldCount(field) > 0
                    : field.hasPresence()
                            ? message.hasField(field)
                            : !message.getField(field).equals(field.getDefaultValue());
            if (!present) {
                continue;
            }
            var value = message.getField(field);
            var json = value instanceof List<?> list
                    ? list.stream().map(each -> value(field, each)).toList()
                    : value(field, value);
            var oneof = field.getRealContainingOneof();
            if (oneof == null) {
                tree.put(field.getName(), json);
            } else {
                // Go's struct has a field for the choice, which holds what was chosen.
                var name = oneof.getName();
                tree.put(
                        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                        Map.of(field.getName(), json));
            }
        }
        return tree;
    }

    private static Object value(FieldDescriptor field, Object value) {
        return switch (value) {
            case Message message -> tree(message);
            case ByteString bytes -> base64(bytes);
            case EnumValueDescriptor chosen -> chosen.getNumber();
            case Long number when field.getType() == FieldDescriptor.Type.UINT64 -> unsigned(number);
            case Integer number when field.getType() == FieldDescriptor.Type.UINT32 -> Integer.toUnsignedLong(number);
            default -> value;
        };
    }

    static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static Number unsigned(long number) {
        return new BigInteger(Long.toUnsignedString(number));
    }

    static String text(Object tree) {
        var text = new StringBuilder();
        write(text, tree);
        return text.toString();
    }

    private static void write(StringBuilder text, Object tree) {
        switch (tree) {
            case Map<?, ?> map -> {
                var separator = "{";
                for (var entry : map.entrySet()) {
                    text.append(separator);
                    string(text, String.valueOf(entry.getKey()));
                    text.append(':');
                    write(text, entry.getValue());
                    separator = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                var separator = "[";
                for (var each : list) {
                    text.append(separator);
                    write(text, each);
                    separator = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case String string -> string(text, string);
            default -> text.append(tree);
        }
    }

    private static void string(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char letter = string.charAt(i);
            switch (letter) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (letter < ' ' || "<>&\u2028\u2029".indexOf(letter) >= 0) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
                    } else {
                        text.append(letter);
                    }
                }
            }
        }
        text.append('"');
    }
}
