package io.jukung.api.model.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable object: named fields in the order they were written. A changed copy shares all it did
 * not change.
 *
 * <p>The path readers ({@link #text}, {@link #object}, …) take absence, and a value of another type,
 * for emptiness: they are for objects that validation has accepted. {@link #at} tells the difference.
 */
public final class ObjectValue implements Value {

    private static final ObjectValue EMPTY = new ObjectValue(Map.of());

    private final Map<String, Value> fields;

    private ObjectValue(Map<String, Value> fields) {
        this.fields = fields;
    }

    public static ObjectValue empty() {
        return EMPTY;
    }

    /** An object with the entries of {@code fields}, in its order. */
    public static ObjectValue of(Map<String, ? extends Value> fields) {
        return fields.isEmpty() ? EMPTY : new ObjectValue(Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
    }

    public static ObjectValue of(String name, Value value) {
        return of(Map.of(name, value));
    }

    /** An object of strings, such as labels. */
    public static ObjectValue ofTexts(Map<String, String> texts) {
        var builder = builder();
        texts.forEach(builder::put);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(fields));
    }

    public int size() {
        return fields.size();
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public Set<String> names() {
        return fields.keySet();
    }

    /** The fields as an unmodifiable map in order. */
    public Map<String, Value> fields() {
        return fields;
    }

    /** The field's value, or null where there is none. */
    public @Nullable Value get(String name) {
        return fields.get(name);
    }

    /** The value under a path of field names, or null where the path ends early. */
    public @Nullable Value at(String... path) {
        Value value = this;
        for (var name : path) {
            if (!(value instanceof ObjectValue object)) {
                return null;
            }
            value = object.get(name);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    /** The string at the path, or "". */
    public String text(String... path) {
        return at(path) instanceof Scalar.Text(var value) ? value : "";
    }

    /** The whole number at the path, or {@code absent}. */
    public long whole(long absent, String... path) {
        return at(path) instanceof Scalar.Whole(var value) ? value : absent;
    }

    /** Whether {@code true} stands at the path. */
    public boolean flag(String... path) {
        return at(path) == Scalar.Flag.TRUE;
    }

    /** The object at the path, or the empty one. */
    public ObjectValue object(String... path) {
        return at(path) instanceof ObjectValue object ? object : EMPTY;
    }

    /** The list at the path, or the empty one. */
    public ListValue list(String... path) {
        return at(path) instanceof ListValue list ? list : ListValue.empty();
    }

    /** The string fields of the object at the path, such as labels; others are passed over. */
    public Map<String, String> texts(String... path) {
        var texts = new LinkedHashMap<String, String>();
        object(path).fields.forEach((name, value) -> {
            if (value instanceof Scalar.Text(var text)) {
                texts.put(name, text);
            }
        });
        return Collections.unmodifiableMap(texts);
    }

    /** A copy in which {@code name} has {@code value}; the place of a present field is kept. */
    public ObjectValue with(String name, Value value) {
        return value.equals(fields.get(name))
                ? this
                : toBuilder().put(name, value).build();
    }

    /** A copy with {@code value} at the path; objects on the way are made where absent. */
    public ObjectValue withAt(Value value, String... path) {
        return withAt(value, path, 0);
    }

    private ObjectValue withAt(Value value, String[] path, int depth) {
        if (depth == path.length - 1) {
            return with(path[depth], value);
        }
        return with(path[depth], object(path[depth]).withAt(value, path, depth + 1));
    }

    /** A copy without the field. */
    public ObjectValue without(String name) {
        if (!fields.containsKey(name)) {
            return this;
        }
        var copy = new LinkedHashMap<>(fields);
        copy.remove(name);
        return copy.isEmpty() ? EMPTY : new ObjectValue(Collections.unmodifiableMap(copy));
    }

    /** A copy without what stands at the path; objects on the way stay, even when they become empty. */
    public ObjectValue withoutAt(String... path) {
        return withoutAt(path, 0);
    }

    private ObjectValue withoutAt(String[] path, int depth) {
        if (depth == path.length - 1) {
            return without(path[depth]);
        }
        return get(path[depth]) instanceof ObjectValue child
                ? with(path[depth], child.withoutAt(path, depth + 1))
                : this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof ObjectValue that && fields.equals(that.fields));
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }

    /** Collects the fields of one object; used by one thread, once. */
    public static final class Builder {

        private final Map<String, Value> fields;

        private Builder(Map<String, Value> fields) {
            this.fields = fields;
        }

        public Builder put(String name, Value value) {
            fields.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, Value.of(value));
        }

        public Builder put(String name, long value) {
            return put(name, Value.of(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, Value.of(value));
        }

        /** Puts the field unless the value is null. */
        public Builder putIfPresent(String name, @Nullable Value value) {
            return value == null ? this : put(name, value);
        }

        /** Puts the string unless it is null or empty. */
        public Builder putIfPresent(String name, @Nullable String value) {
            return value == null || value.isEmpty() ? this : put(name, value);
        }

        public ObjectValue build() {
            return fields.isEmpty() ? EMPTY : new ObjectValue(Collections.unmodifiableMap(fields));
        }
    }
}
