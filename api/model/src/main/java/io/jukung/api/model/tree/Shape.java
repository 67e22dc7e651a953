package io.jukung.api.model.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The field names of an object in order. Objects of one kind mostly have the same few shapes, so
 * sharing them leaves an object little more than an array of values.
 */
final class Shape {

    static final Shape EMPTY = new Shape(new String[0]);

    /** Above this many names a hash table is quicker than comparing one by one. */
    private static final int SCANNED = 8;

    /** Above this many they are searched in order: names can be made whose hashes are all the same. */
    private static final int HASHED = 128;

    final String[] names;
    private final int hash;

    /**
     * Made when first needed, a benign race: open-addressed places of the names plus one, or, of many names, their
     * places in the order of the names.
     */
    private int @Nullable [] table;

    Shape(String[] names) {
        this.names = names;
        this.hash = Arrays.hashCode(names);
    }

    int size() {
        return names.length;
    }

    /** The place of {@code name}, or -1. */
    int indexOf(String name) {
        if (names.length > HASHED) {
            return searched(name);
        }
        if (names.length > SCANNED) {
            return hashed(name);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int searched(String name) {
        int[] order = table;
        if (order == null) {
            order = IntStream.range(0, names.length)
                    .boxed()
                    .sorted(Comparator.comparing(index -> names[index]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            table = order;
        }
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = names[order[middle]].compareTo(name);
            if (compared == 0) {
                return order[middle];
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int hashed(String name) {
        int[] places = table;
        if (places == null) {
            places = places();
            table = places;
        }
        int mask = places.length - 1;
        for (int slot = spread(name) & mask; places[slot] != 0; slot = (slot + 1) & mask) {
            int index = places[slot] - 1;
            if (names[index].equals(name)) {
                return index;
            }
        }
        return -1;
    }

    private int[] places() {
        var places = new int[Integer.highestOneBit(names.length) << 2];
        int mask = places.length - 1;
        for (int i = 0; i < names.length; i++) {
            int slot = spread(names[i]) & mask;
            while (places[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            places[slot] = i + 1;
        }
        return places;
    }

    private static int spread(String name) {
        int hash = name.hashCode();
        return hash ^ (hash >>> 16);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Shape that && hash == that.hash && Arrays.equals(names, that.names));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
