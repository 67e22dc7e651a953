package io.jukung.api.model.codec;

import io.jukung.api.model.tree.Interner;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as Kubernetes reads and writes it. A number without fraction and exponent that fits 64 bits is
 * a whole one, any other a double. What is read is interned.
 */
public final class Json {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE) // ours is checked first
                    .maxStringLength(Integer.MAX_VALUE) // a document's length bounds it
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(400) // enough for any double written out
                    .build())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /**
     * The tree written in {@code bytes}.
     *
     * @throws DecodingException if it is not one JSON value within {@link Limits#REQUEST}
     */
    public static Value read(byte[] bytes) {
        return decode(bytes, Limits.REQUEST).value();
    }

    /** The tree written in {@code text}. */
    public static Value read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The object written in {@code bytes}; another JSON value is an error. */
    public static ObjectValue readObject(byte[] bytes) {
        if (read(bytes) instanceof ObjectValue object) {
            return object;
        }
        throw new DecodingException("expected a JSON object", 1, 1);
    }

    /**
     * The tree written in {@code bytes}, and the fields written twice.
     *
     * @throws DecodingException if it is not one JSON value within {@code limits}
     */
    public static Decoded decode(byte[] bytes, Limits limits) {
        if (bytes.length > limits.bytes()) {
            throw new DecodingException("the document has " + bytes.length + " bytes, the limit is " + limits.bytes());
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return decode(parser, limits.depth());
        } catch (JacksonException broken) {
            var at = broken.getLocation();
            int line = at == null ? 0 : at.getLineNr();
            int column = at == null ? 0 : at.getColumnNr();
            throw new DecodingException(
                    "invalid JSON at line " + line + ", column " + column + ": " + broken.getOriginalMessage(),
                    line,
                    column);
        }
    }

    private static Decoded decode(JsonParser parser, int depth) {
        var tree = new TreeBuilder();
        while (true) {
            var token = parser.nextToken();
            if (token == null) {
                break;
            }
            if (tree.depth() == 0 && tree.root() != null) {
                throw at(parser, "there is more after the document's end");
            }
            take(parser, token, tree);
            if (tree.depth() > depth) {
                throw at(parser, "lists and objects may be nested " + depth + " deep at most");
            }
        }
        var root = tree.root();
        if (root == null) {
            throw new DecodingException("unexpected end of JSON input", 1, 1);
        }
        return new Decoded(Interner.shared().intern(root), tree.duplicates());
    }

    private static void take(JsonParser parser, JsonToken token, TreeBuilder tree) {
        switch (token) {
            case START_OBJECT -> tree.startObject();
            case START_ARRAY -> tree.startList();
            case END_OBJECT, END_ARRAY -> tree.end();
            case PROPERTY_NAME -> tree.name(parser.currentName());
            case VALUE_STRING -> tree.value(Value.of(Surrogates.paired(parser.getString())));
            case VALUE_NUMBER_INT -> tree.value(whole(parser));
            case VALUE_NUMBER_FLOAT -> tree.value(real(parser));
            case VALUE_TRUE -> tree.value(Scalar.Flag.TRUE);
            case VALUE_FALSE -> tree.value(Scalar.Flag.FALSE);
            case VALUE_NULL -> tree.value(Scalar.Null.NULL);
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException("a text parser gave " + token);
        }
    }

    private static Value whole(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> Value.of(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> real(parser);
        };
    }

    private static Value real(JsonParser parser) {
        double real = parser.getDoubleValue();
        if (!Double.isFinite(real)) {
            throw at(parser, "the number " + parser.getString() + " is out of range");
        }
        return Value.of(real);
    }

    private static DecodingException at(JsonParser parser, String problem) {
        var at = parser.currentTokenLocation();
        return new DecodingException(
                "invalid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + problem,
                at.getLineNr(),
                at.getColumnNr());
    }

    /** {@code value} as UTF-8 JSON without white space, fields in their order. */
    public static byte[] write(Value value) {
        var bytes = new ByteArrayOutputStream(512);
        write(value, bytes);
        return bytes.toByteArray();
    }

    /** The same as text. */
    public static String text(Value value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /** Appends {@code value} to {@code sink}, which stays open. */
    public static void write(Value value, OutputStream sink) {
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), sink)) {
            write(value, generator);
        }
    }

    private static void write(Value value, JsonGenerator json) {
        switch (value) {
            case Scalar.Text(var text) -> json.writeString(text);
            case Scalar.Whole(var whole) -> json.writeNumber(whole);
            case Scalar.Real(var real) -> json.writeNumber(real);
            case Scalar.Flag flag -> json.writeBoolean(flag.value());
            case Scalar.Null nothing -> json.writeNull();
            case ListValue list -> {
                json.writeStartArray();
                for (int i = 0; i < list.size(); i++) {
                    write(list.get(i), json);
                }
                json.writeEndArray();
            }
            case ObjectValue object -> {
                json.writeStartObject();
                object.fields().forEach((name, field) -> {
                    json.writeName(name);
                    write(field, json);
                });
                json.writeEndObject();
            }
        }
    }
}
