package io.jukung.api.model.tree;

import java.util.Iterator;
import java.util.List;

/** An immutable list of values. */
public final class ListValue implements Value, Iterable<Value> {

    private static final ListValue EMPTY = new ListValue(List.of());

    private final List<Value> items;

    private ListValue(List<Value> items) {
        this.items = items;
    }

    public static ListValue empty() {
        return EMPTY;
    }

    public static ListValue of(Value... items) {
        return of(List.of(items));
    }

    public static ListValue of(List<? extends Value> items) {
        return items.isEmpty() ? EMPTY : new ListValue(List.copyOf(items));
    }

    /** A list of strings. */
    public static ListValue ofTexts(Iterable<String> texts) {
        var items = new java.util.ArrayList<Value>();
        for (var text : texts) {
            items.add(Value.of(text));
        }
        return of(items);
    }

    public int size() {
        return items.size();
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** The item at {@code index}, 0 to {@code size() - 1}. */
    public Value get(int index) {
        return items.get(index);
    }

    public List<Value> items() {
        return items;
    }

    /** The items that are objects, in order; others are passed over. */
    public List<ObjectValue> objects() {
        return items.stream()
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast)
                .toList();
    }

    /** The items that are strings, in order; others are passed over. */
    public List<String> texts() {
        return items.stream()
                .filter(Scalar.Text.class::isInstance)
                .map(item -> ((Scalar.Text) item).value())
                .toList();
    }

    @Override
    public Iterator<Value> iterator() {
        return items.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ListValue that && items.equals(that.items));
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }

    @Override
    public String toString() {
        return items.toString();
    }
}
