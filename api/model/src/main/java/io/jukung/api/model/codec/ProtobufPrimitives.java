package io.jukung.api.model.codec;

import io.jukung.api.model.schema.Field;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Primitive;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Locale;

/** Values that are one JSON value and, many of them, a small message in protobuf. */
final class ProtobufPrimitives {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);
    private static final long STRING_KIND = 1;
    /** RFC 3339 writes years with four digits. */
    private static final int LAST_YEAR = 9999;

    private ProtobufPrimitives() {}

    /**
     * The value of the field the reader is at.
     *
     * @param owner the message that has the field; a JSON schema refers to itself
     */
    static Value read(Primitive type, ObjectSchema owner, ProtobufReader reader) {
        return switch (type) {
            case STRING -> Value.of(reader.text());
            case BOOLEAN, INT32, INT64 -> number(type, reader.number64());
            case DOUBLE -> real(reader.real());
            case BYTES -> Value.of(Base64.getEncoder().encodeToString(reader.bytes()));
            case TIME -> time(reader.message(), SECONDS);
            case MICRO_TIME -> time(reader.message(), MICROSECONDS);
            case DURATION -> duration(reader.message());
            case QUANTITY -> quantity(reader.message());
            case INT_OR_STRING -> intOrString(reader.message());
            case RAW_EXTENSION, JSON, FIELDS -> json(reader.message());
            case STRING_LIST -> strings(reader.message(), 1);
            case SCHEMA_OR_LIST, SCHEMA_OR_BOOLEAN, SCHEMA_OR_STRINGS -> schemaOr(type, owner, reader.message());
        };
    }

    static Value number(Primitive type, long value) {
        if (type == Primitive.BOOLEAN) {
            return Value.of(value != 0);
        }
        // What a 32-bit field has beyond its 32 bits is cut off, as protobuf says.
        return Value.of(type == Primitive.INT32 ? value << 32 >> 32 : value);
    }

    private static Value real(double value) {
        if (!Double.isFinite(value)) {
            throw new DecodingException("protobuf: the number " + value + " has no JSON form");
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Value.of((long) value) : new Scalar.Real(value);
    }

    /** The unset time is an empty message. */
    private static Value time(ProtobufReader message, DateTimeFormatter format) {
        long seconds = 0;
        long nanos = 0;
        while (message.next()) {
            switch (message.number()) {
                case 1 -> seconds = message.number64();
                case 2 -> nanos = message.number64();
                default -> message.skip();
            }
        }
        if (seconds == 0 && nanos == 0) {
            return Scalar.Null.NULL;
        }
        try {
            var time = OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds, nanos), ZoneOffset.UTC);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return Value.of(format.format(time));
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw outOfRange(seconds);
        }
        throw outOfRange(seconds);
    }

    private static DecodingException outOfRange(long seconds) {
        return new DecodingException("protobuf: " + seconds + " seconds are out of the range of times");
    }

    private static Value duration(ProtobufReader message) {
        long nanos = 0;
        while (message.next()) {
            if (message.number() == 1) {
                nanos = message.number64();
            } else {
                message.skip();
            }
        }
        return Value.of(GoDuration.text(Duration.ofNanos(nanos)));
    }

    private static Value quantity(ProtobufReader message) {
        var text = "0";
        while (message.next()) {
            if (message.number() == 1) {
                text = message.text();
            } else {
                message.skip();
            }
        }
        return Value.of(text);
    }

    private static Value intOrString(ProtobufReader message) {
        long kind = 0;
        long whole = 0;
        var text = "";
        while (message.next()) {
            switch (message.number()) {
                case 1 -> kind = message.number64();
                case 2 -> whole = message.number64();
                case 3 -> text = message.text();
                default -> message.skip();
            }
        }
        return kind == STRING_KIND ? Value.of(text) : number(Primitive.INT32, whole);
    }

    private static Value json(ProtobufReader message) {
        Value value = Scalar.Null.NULL;
        while (message.next()) {
            if (message.number() == 1) {
                var raw = message.bytes();
                value = raw.length == 0 ? Scalar.Null.NULL : Json.read(raw);
            } else {
                message.skip();
            }
        }
        return value;
    }

    private static ListValue strings(ProtobufReader message, int field) {
        var strings = new ArrayList<String>();
        while (message.next()) {
            if (message.number() == field) {
                strings.add(message.text());
            } else {
                message.skip();
            }
        }
        return ListValue.ofTexts(strings);
    }

    private static Value schemaOr(Primitive type, ObjectSchema schema, ProtobufReader message) {
        int single = type == Primitive.SCHEMA_OR_BOOLEAN ? 2 : 1;
        var items = new ArrayList<Value>();
        Value value = type == Primitive.SCHEMA_OR_BOOLEAN ? Value.of(false) : Scalar.Null.NULL;
        while (message.next()) {
            if (message.number() == single) {
                value = ProtobufMessages.read(schema, message.message());
            } else if (type == Primitive.SCHEMA_OR_BOOLEAN && value instanceof Scalar) {
                value = Value.of(message.number64() != 0);
            } else if (type == Primitive.SCHEMA_OR_LIST) {
                items.add(ProtobufMessages.read(schema, message.message()));
            } else if (type == Primitive.SCHEMA_OR_STRINGS) {
                items.add(Value.of(message.text()));
            } else {
                message.skip();
            }
        }
        return items.isEmpty() ? value : ListValue.of(items);
    }

    /**
     * Writes one value.
     *
     * @param field what the value is of, for errors
     * @param number of the field, or of a map entry's value
     */
    static void write(Primitive type, Value value, Field field, int number, ObjectSchema owner, ProtobufWriter out) {
        switch (type) {
            case STRING -> out.text(number, text(value, field));
            case BOOLEAN -> out.number(number, flag(value, field) ? 1 : 0);
            case INT32, INT64 -> out.number(number, whole(value, field));
            case DOUBLE -> out.real(number, value instanceof Scalar.Real(var real) ? real : whole(value, field));
            case BYTES -> out.bytes(number, decoded(value, field));
            case TIME, MICRO_TIME -> out.message(number, timeMessage(value, field));
            case DURATION -> out.message(number, numberMessage(duration(value, field)));
            case QUANTITY -> out.message(number, textMessage(text(value, field)));
            case INT_OR_STRING -> out.message(number, intOrStringMessage(value, field));
            case RAW_EXTENSION, JSON, FIELDS -> {
                var raw = new ProtobufWriter();
                raw.bytes(1, Json.write(value));
                out.message(number, raw);
            }
            case STRING_LIST -> {
                var strings = new ProtobufWriter();
                if (value instanceof ListValue list) {
                    list.texts().forEach(item -> strings.text(1, item));
                }
                out.message(number, strings);
            }
            case SCHEMA_OR_LIST, SCHEMA_OR_BOOLEAN, SCHEMA_OR_STRINGS ->
                out.message(number, schemaOrMessage(type, value, owner));
        }
    }

    private static ProtobufWriter timeMessage(Value value, Field field) {
        var message = new ProtobufWriter();
        if (value != Scalar.Null.NULL) {
            var instant = instant(value, field);
            message.number(1, instant.getEpochSecond());
            message.number(2, instant.getNano());
        }
        return message;
    }

    private static ProtobufWriter intOrStringMessage(Value value, Field field) {
        var message = new ProtobufWriter();
        boolean string = value instanceof Scalar.Text;
        message.number(1, string ? STRING_KIND : 0);
        message.number(2, string ? 0 : whole(value, field));
        message.text(3, string ? text(value, field) : "");
        return message;
    }

    private static ProtobufWriter schemaOrMessage(Primitive type, Value value, ObjectSchema schema) {
        var message = new ProtobufWriter();
        boolean orBoolean = type == Primitive.SCHEMA_OR_BOOLEAN;
        switch (value) {
            case ObjectValue object -> {
                if (orBoolean) {
                    message.number(1, 1);
                }
                var inner = new ProtobufWriter();
                ProtobufMessages.write(schema, object, inner);
                message.message(orBoolean ? 2 : 1, inner);
            }
            case ListValue list -> {
                for (var item : list) {
                    if (item instanceof ObjectValue object) {
                        var inner = new ProtobufWriter();
                        ProtobufMessages.write(schema, object, inner);
                        message.message(2, inner);
                    } else if (item instanceof Scalar.Text(var text)) {
                        message.text(2, text);
                    }
                }
            }
            case Scalar scalar -> message.number(1, scalar == Scalar.Flag.TRUE ? 1 : 0);
        }
        return message;
    }

    private static ProtobufWriter numberMessage(long value) {
        var message = new ProtobufWriter();
        message.number(1, value);
        return message;
    }

    private static ProtobufWriter textMessage(String value) {
        var message = new ProtobufWriter();
        message.text(1, value);
        return message;
    }

    private static Instant instant(Value value, Field field) {
        try {
            return Instant.parse(text(value, field));
        } catch (DateTimeException e) {
            throw ProtobufMessages.mismatch(value, field);
        }
    }

    private static byte[] decoded(Value value, Field field) {
        try {
            return Base64.getDecoder().decode(text(value, field));
        } catch (IllegalArgumentException e) {
            throw ProtobufMessages.mismatch(value, field);
        }
    }

    /** In nanoseconds. */
    private static long duration(Value value, Field field) {
        try {
            return GoDuration.parse(text(value, field)).toNanos();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw ProtobufMessages.mismatch(value, field);
        }
    }

    private static String text(Value value, Field field) {
        if (value instanceof Scalar.Text(var text)) {
            return text;
        }
        throw ProtobufMessages.mismatch(value, field);
    }

    private static long whole(Value value, Field field) {
        if (value instanceof Scalar.Whole(var whole)) {
            return whole;
        }
        throw ProtobufMessages.mismatch(value, field);
    }

    private static boolean flag(Value value, Field field) {
        if (value instanceof Scalar.Flag flag) {
            return flag.value();
        }
        throw ProtobufMessages.mismatch(value, field);
    }
}
