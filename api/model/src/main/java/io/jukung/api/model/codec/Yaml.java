package io.jukung.api.model.codec;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.emitter.Emitter;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML as kubectl reads and writes it. */
public final class Yaml {

    private Yaml() {}

    /**
     * The documents of {@code text}; empty ones are left out.
     *
     * @throws DecodingException if it is not YAML within {@link Limits#REQUEST}, with the line
     */
    public static List<Value> readAll(String text) {
        return decodeAll(text, Limits.REQUEST).stream().map(Decoded::value).toList();
    }

    /** The only document of {@code bytes}, for request bodies. */
    public static Decoded decode(byte[] bytes, Limits limits) {
        var documents = decodeAll(new String(bytes, StandardCharsets.UTF_8), limits);
        return switch (documents.size()) {
            case 0 -> new Decoded(Scalar.Null.NULL, List.of());
            case 1 -> documents.getFirst();
            default -> throw new DecodingException("yaml: expected one document, got " + documents.size());
        };
    }

    /** The documents of {@code text} and the fields each has twice. */
    public static List<Decoded> decodeAll(String text, Limits limits) {
        int bytes = text.length() < limits.bytes() / 3 ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limits.bytes()) {
            throw new DecodingException("the document has " + bytes + " bytes, the limit is " + limits.bytes());
        }
        var settings = LoadSettings.builder().setCodePointLimit(limits.bytes()).build();
        try {
            return new YamlReader(new Parse(settings).parseString(text), limits.depth()).documents();
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            int column =
                    broken.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0);
            throw new DecodingException("yaml: line " + line + ": " + broken.getProblem(), line, column);
        } catch (YamlEngineException broken) {
            throw new DecodingException("yaml: " + broken.getMessage());
        } catch (IllegalArgumentException broken) {
            // The parser leaves escapes of too few digits, or beyond Unicode, to those who read numbers.
            throw new DecodingException("yaml: an escape sequence names no character: " + broken.getMessage());
        }
    }

    /** {@code value} as one document in block style with sorted keys. */
    public static String write(Value value) {
        var text = new StringBuilder();
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .setSplitLines(false)
                .build();
        var emitter = new Emitter(settings, new TextWriter(text));
        emitter.emit(new StreamStartEvent());
        emitter.emit(new DocumentStartEvent(false, Optional.empty(), Map.of()));
        write(value, emitter);
        emitter.emit(new DocumentEndEvent(false));
        emitter.emit(new StreamEndEvent());
        return text.toString();
    }

    /** The documents one after the other, separated by {@code ---} lines. */
    public static String writeAll(List<? extends Value> values) {
        var texts = new ArrayList<String>();
        values.forEach(value -> texts.add(write(value)));
        return String.join("---\n", texts);
    }

    private static void write(Value value, Emitter emitter) {
        switch (value) {
            case Scalar.Text(var text) -> emitter.emit(text(text));
            case Scalar scalar -> emitter.emit(plain(scalar.toString(), ScalarStyle.PLAIN));
            case ListValue list -> {
                emitter.emit(new SequenceStartEvent(
                        Optional.empty(), Optional.empty(), true, list.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK));
                list.forEach(item -> write(item, emitter));
                emitter.emit(new SequenceEndEvent());
            }
            case ObjectValue object -> {
                emitter.emit(new MappingStartEvent(
                        Optional.empty(), Optional.empty(), true, object.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK));
                new TreeMap<>(object.fields()).forEach((name, field) -> {
                    emitter.emit(text(name));
                    write(field, emitter);
                });
                emitter.emit(new MappingEndEvent());
            }
        }
    }

    private static ScalarEvent text(String text) {
        if (YamlScalar.needsQuotes(text)) {
            return plain(text, ScalarStyle.DOUBLE_QUOTED);
        }
        return plain(text, text.indexOf('\n') >= 0 ? ScalarStyle.LITERAL : ScalarStyle.PLAIN);
    }

    /** The emitter turns a style that cannot hold the text into one that can. */
    private static ScalarEvent plain(String text, ScalarStyle style) {
        return new ScalarEvent(Optional.empty(), Optional.empty(), new ImplicitTuple(true, true), text, style);
    }

    private record TextWriter(StringBuilder text) implements StreamDataWriter {

        @Override
        public void write(String part) {
            text.append(part);
        }

        @Override
        public void write(String part, int start, int length) {
            text.append(part, start, start + length);
        }
    }
}
