package io.jukung.api.model.apply;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One step of a path inside an object. Ordered as Kubernetes orders them: fields, keys, values, positions. */
sealed interface PathElement extends Comparable<PathElement> {

    /** A field of a struct or an entry of a map. */
    record Name(String name) implements PathElement {
        @Override
        public String serialized() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** An item of a list, by the values of its keys. */
    record Key(Map<String, Value> keys) implements PathElement {

        public Key {
            keys = Map.copyOf(keys);
        }

        @Override
        public String serialized() {
            return "k:" + Json.text(ObjectValue.of(new TreeMap<>(keys)));
        }

        @Override
        public String toString() {
            return new TreeMap<>(keys)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + Json.text(entry.getValue()))
                            .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** An item of a set. */
    record Item(Value value) implements PathElement {
        @Override
        public String serialized() {
            return "v:" + Json.text(value);
        }

        @Override
        public String toString() {
            return "[=" + Json.text(value) + "]";
        }
    }

    /** An item of a list, by its position; only in documents of others. */
    record Position(int index) implements PathElement {
        @Override
        public String serialized() {
            return "i:" + index;
        }

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** As FieldsV1 writes it, for example {@code f:spec} or {@code k:{"name":"a"}}. */
    String serialized();

    /** The element written as {@code text}; null if it is none. */
    static @Nullable PathElement parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            return null;
        }
        var rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new Name(rest);
            case 'k' ->
                Json.read(rest.getBytes(StandardCharsets.UTF_8)) instanceof ObjectValue keys
                        ? new Key(keys.fields())
                        : null;
            case 'v' -> new Item(Json.read(rest.getBytes(StandardCharsets.UTF_8)));
            case 'i' -> rest.matches("[0-9]{1,9}") ? new Position(Integer.parseInt(rest)) : null;
            default -> null;
        };
    }

    private int rank() {
        return switch (this) {
            case Name ignored -> 0;
            case Key ignored -> 1;
            case Item ignored -> 2;
            case Position ignored -> 3;
        };
    }

    @Override
    default int compareTo(PathElement that) {
        if (this instanceof Name(var a) && that instanceof Name(var b)) {
            return a.compareTo(b);
        }
        if (this instanceof Position(int a) && that instanceof Position(int b)) {
            return Integer.compare(a, b);
        }
        return rank() != that.rank()
                ? Integer.compare(rank(), that.rank())
                : serialized().compareTo(that.serialized());
    }
}
