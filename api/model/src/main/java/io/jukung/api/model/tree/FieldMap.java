package io.jukung.api.model.tree;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The fields of an object seen as an unmodifiable map in order. */
final class FieldMap extends AbstractMap<String, Value> {

    private final Shape shape;
    private final Value[] values;

    FieldMap(Shape shape, Value[] values) {
        this.shape = shape;
        this.values = values;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name instanceof String text && shape.indexOf(text) >= 0;
    }

    @Override
    public @Nullable Value get(@Nullable Object name) {
        int index = name instanceof String text ? shape.indexOf(text) : -1;
        return index < 0 ? null : values[index];
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Value> action) {
        for (int i = 0; i < values.length; i++) {
            action.accept(shape.names[i], values[i]);
        }
    }

    @Override
    public Set<Map.Entry<String, Value>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public Iterator<Map.Entry<String, Value>> iterator() {
                return new EntryIterator();
            }
        };
    }

    private final class EntryIterator implements Iterator<Map.Entry<String, Value>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < values.length;
        }

        @Override
        public Map.Entry<String, Value> next() {
            if (next >= values.length) {
                throw new NoSuchElementException();
            }
            int index = next++;
            return Map.entry(shape.names[index], values[index]);
        }
    }
}
