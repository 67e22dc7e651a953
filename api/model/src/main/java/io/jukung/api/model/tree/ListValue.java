package io.jukung.api.model.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An immutable list of values. */
public final class ListValue implements Value, Iterable<Value> {

    private static final ListValue EMPTY = new ListValue(new Value[0]);

    final Value[] values;

    /** 0: not computed yet. */
    private int hash;

    ListValue(Value[] values) {
        this.values = values;
    }

    public static ListValue empty() {
        return EMPTY;
    }

    public static ListValue of(Value... items) {
        return of(Arrays.asList(items));
    }

    public static ListValue of(List<? extends Value> items) {
        return items.isEmpty() ? EMPTY : new ListValue(items.toArray(new Value[0]));
    }

    /** A list of strings. */
    public static ListValue ofTexts(Iterable<String> texts) {
        var items = new ArrayList<Value>();
        for (var text : texts) {
            items.add(Value.of(text));
        }
        return of(items);
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    /** The item at {@code index}, 0 to {@code size() - 1}. */
    public Value get(int index) {
        return values[index];
    }

    public List<Value> items() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** The items that are objects, in order; others are passed over. */
    public List<ObjectValue> objects() {
        return Arrays.stream(values)
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast)
                .toList();
    }

    /** The items that are strings, in order; others are passed over. */
    public List<String> texts() {
        return Arrays.stream(values)
                .filter(Scalar.Text.class::isInstance)
                .map(item -> ((Scalar.Text) item).value())
                .toList();
    }

    /** A copy in which every object is changed by {@code change}; others stay as they are. */
    public ListValue mapObjects(UnaryOperator<ObjectValue> change) {
        Value[] changed = null;
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof ObjectValue object) {
                var result = change.apply(object);
                if (!result.equals(object)) {
                    changed = changed == null ? values.clone() : changed;
                    changed[i] = result;
                }
            }
        }
        return changed == null ? this : new ListValue(changed);
    }

    @Override
    public Iterator<Value> iterator() {
        return items().iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ListValue that
                        && hashCode() == that.hashCode()
                        && Arrays.equals(values, that.values));
    }

    @Override
    public int hashCode() {
        int result = hash;
        if (result == 0) {
            result = Arrays.hashCode(values);
            hash = result;
        }
        return result;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
