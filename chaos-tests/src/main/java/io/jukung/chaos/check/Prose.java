package io.jukung.chaos.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.jukung.chaos.edn.Edn;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Requests, answers and events on one line, for people. */
public final class Prose {

    private static final int ELEMENTS = 12;
    private static final int TEXT = 60;

    private Prose() {}

    /** Seconds of the run's clock. */
    public static String time(long nanos) {
        return nanos == Long.MAX_VALUE ? "never" : String.format(Locale.ROOT, "%.6f s", nanos / 1e9);
    }

    public static String of(ByteString bytes) {
        var text = bytes.isValidUtf8() ? bytes.toStringUtf8() : "0x" + hex(bytes);
        var printable = text.chars().allMatch(c -> c >= ' ' && c != 127) ? text : "0x" + hex(bytes);
        return printable.length() <= TEXT ? printable : printable.substring(0, TEXT) + "…";
    }

    private static String hex(ByteString bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.size(), TEXT); i++) {
            text.append(String.format("%02x", bytes.byteAt(i)));
        }
        return text.toString();
    }

    /** As EDN is written. */
    public static String of(Edn value) {
        return switch (value) {
            case Edn.Nil nil -> "nil";
            case Edn.Bool(var bool) -> Boolean.toString(bool);
            case Edn.Int(var number) -> Long.toString(number);
            case Edn.Real(var number) -> Double.toString(number);
            case Edn.Text(var text) -> '"' + text + '"';
            case Edn.Keyword(var name) -> ":" + name;
            case Edn.Symbol(var name) -> name;
            case Edn.Vector(var elements) ->
                elements.stream().map(Prose::of).collect(Collectors.joining(" ", "[", "]"));
            case Edn.Dict(var entries) ->
                entries.entrySet().stream()
                        .map(entry -> of(entry.getKey()) + " " + of(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    public static String of(Event event) {
        return event.getType() == Event.EventType.DELETE
                ? "delete " + of(event.getKv().getKey())
                : "put " + of(event.getKv());
    }

    public static String events(List<Event> events) {
        return events.isEmpty()
                ? "nothing"
                : String.join(
                                ", ",
                                events.stream().limit(ELEMENTS).map(Prose::of).toList())
                        + (events.size() > ELEMENTS ? ", … (" + events.size() + ")" : "");
    }

    public static String of(KeyValue kv) {
        return of(kv.getKey()) + "=" + of(kv.getValue()) + " (create " + kv.getCreateRevision() + ", mod "
                + kv.getModRevision() + ", version " + kv.getVersion()
                + (kv.getLease() == 0 ? "" : ", lease " + kv.getLease()) + ")";
    }

    /** Any message: fields that are set, a header as its revision alone. */
    public static String of(Message message) {
        return switch (message) {
            case KeyValue kv -> of(kv);
            case Event event -> of(event);
            case ResponseHeader header -> "revision " + header.getRevision();
            default -> fields(message);
        };
    }

    private static String fields(Message message) {
        var parts = new ArrayList<String>();
        message.getAllFields().forEach((field, value) -> {
            var name = field.getName().equals("header") ? "" : field.getName() + " ";
            if (value instanceof List<?> list) {
                var some = list.stream()
                        .limit(ELEMENTS)
                        .map(element -> element(field, element))
                        .toList();
                parts.add(name + "[" + String.join(", ", some)
                        + (list.size() > ELEMENTS ? ", … (" + list.size() + ")" : "") + "]");
            } else {
                parts.add(name + element(field, value));
            }
        });
        return "{" + String.join(", ", parts) + "}";
    }

    private static String element(FieldDescriptor field, Object value) {
        return switch (value) {
            case Message inner -> of(inner);
            case ByteString bytes -> of(bytes);
            default -> field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN ? "yes" : value.toString();
        };
    }
}
