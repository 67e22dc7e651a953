package io.jukung.api.model.tree;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable object: named fields in the order they were written. A changed copy shares all it did
 * not change.
 *
 * <p>The path readers ({@link #text}, {@link #object}, …) take absence, and a value of another type,
 * for emptiness: they are for objects that validation has accepted. {@link #at} tells the difference.
 */
public final class ObjectValue implements Value {

    private static final ObjectValue EMPTY = new ObjectValue(Shape.EMPTY, new Value[0]);

    final Shape shape;
    final Value[] values;

    /** 0: not computed yet. */
    private int hash;

    ObjectValue(Shape shape, Value[] values) {
        this.shape = shape;
        this.values = values;
    }

    public static ObjectValue empty() {
        return EMPTY;
    }

    /** An object with the entries of {@code fields}, in its order. */
    public static ObjectValue of(Map<String, ? extends Value> fields) {
        var builder = builder();
        fields.forEach(builder::put);
        return builder.build();
    }

    public static ObjectValue of(String name, Value value) {
        return new ObjectValue(new Shape(new String[] {name}), new Value[] {value});
    }

    /** An object of strings, such as labels. */
    public static ObjectValue ofTexts(Map<String, String> texts) {
        var builder = builder();
        texts.forEach(builder::put);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder(EMPTY);
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public boolean has(String name) {
        return shape.indexOf(name) >= 0;
    }

    public Set<String> names() {
        return fields().keySet();
    }

    /** The fields as an unmodifiable map in order. */
    public Map<String, Value> fields() {
        return new FieldMap(shape, values);
    }

    /** The field's value, or null where there is none. */
    public @Nullable Value get(String name) {
        int index = shape.indexOf(name);
        return index < 0 ? null : values[index];
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
        object(path).fields().forEach((name, value) -> {
            if (value instanceof Scalar.Text(var text)) {
                texts.put(name, text);
            }
        });
        return Collections.unmodifiableMap(texts);
    }

    /** A copy in which {@code name} has {@code value}; the place of a present field is kept. */
    public ObjectValue with(String name, Value value) {
        int index = shape.indexOf(name);
        if (index >= 0) {
            if (value.equals(values[index])) {
                return this;
            }
            var changed = values.clone();
            changed[index] = value;
            return new ObjectValue(shape, changed);
        }
        return toBuilder().put(name, value).build();
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
        int index = shape.indexOf(name);
        return index < 0 ? this : toBuilder().remove(name).build();
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

    /** A copy in which the object field {@code name}, if it is there, is changed by {@code change}. */
    public ObjectValue mapObject(String name, UnaryOperator<ObjectValue> change) {
        return get(name) instanceof ObjectValue child ? with(name, change.apply(child)) : this;
    }

    /** A copy in which the objects of the list field {@code name}, if it is there, are changed. */
    public ObjectValue mapEach(String name, UnaryOperator<ObjectValue> change) {
        return get(name) instanceof ListValue list ? with(name, list.mapObjects(change)) : this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ObjectValue that)
                || values.length != that.values.length
                || hashCode() != that.hashCode()) {
            return false;
        }
        if (shape.equals(that.shape)) {
            return Arrays.equals(values, that.values);
        }
        for (int i = 0; i < values.length; i++) {
            if (!values[i].equals(that.get(shape.names[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Independent of the fields' order. */
    @Override
    public int hashCode() {
        int sum = hash;
        if (sum == 0) {
            for (int i = 0; i < values.length; i++) {
                int field = shape.names[i].hashCode() * 31 + values[i].hashCode();
                sum += field ^ (field >>> 15);
            }
            hash = sum;
        }
        return sum;
    }

    @Override
    public String toString() {
        return fields().toString();
    }

    /** Collects the fields of one object; used by one thread, once. */
    public static final class Builder {

        /** Above this many fields a map finds them quicker than comparing one by one. */
        private static final int SCANNED = 16;

        private String[] names;
        private Value[] values;
        private int size;

        /** The shape the names are still those of, or null. */
        private @Nullable Shape shape;

        /** Places of the names once there are many, else null. */
        private java.util.@Nullable HashMap<String, Integer> places;

        private Builder(ObjectValue start) {
            names = start.shape.names;
            values = start.values.clone();
            size = start.values.length;
            shape = start.shape;
        }

        private int indexOf(String name) {
            if (size > SCANNED) {
                return places().getOrDefault(name, -1);
            }
            for (int i = 0; i < size; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        private Map<String, Integer> places() {
            var known = places;
            if (known == null) {
                known = new java.util.HashMap<>(size * 2);
                for (int i = 0; i < size; i++) {
                    known.put(names[i], i);
                }
                places = known;
            }
            return known;
        }

        /** Sets the field; a field that is there keeps its place. */
        public Builder put(String name, Value value) {
            int index = indexOf(name);
            if (index >= 0) {
                values[index] = value;
                return this;
            }
            if (shape != null || size == names.length) {
                // Also takes leave of names shared with the shape started from.
                names = Arrays.copyOf(names, Math.max(4, size + (size >> 1) + 1));
                shape = null;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, names.length);
            }
            names[size] = name;
            values[size] = value;
            if (places != null) {
                places.put(name, size);
            }
            size++;
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

        /** Puts the field unless there is one of that name. */
        public Builder putIfAbsent(String name, Value value) {
            return has(name) ? this : put(name, value);
        }

        public boolean has(String name) {
            return indexOf(name) >= 0;
        }

        /** Takes the field away, if it is there. */
        public Builder remove(String name) {
            int index = indexOf(name);
            if (index < 0) {
                return this;
            }
            if (shape != null) {
                names = names.clone();
                shape = null;
            }
            System.arraycopy(names, index + 1, names, index, size - index - 1);
            System.arraycopy(values, index + 1, values, index, size - index - 1);
            size--;
            places = null;
            return this;
        }

        public ObjectValue build() {
            if (size == 0) {
                return EMPTY;
            }
            var built = shape != null ? shape : new Shape(Arrays.copyOf(names, size));
            return new ObjectValue(built, Arrays.copyOf(values, size));
        }
    }
}
