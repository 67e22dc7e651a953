package io.jukung.api.model.tree;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes equal values one instance: of the thousands of pods of one template a cache then holds every
 * common part once. It is a bounded table of weak references that forgets under pressure: it saves
 * memory and time and never changes what a value says, nor the order of its fields. Safe for use by
 * many threads.
 */
public final class Interner {

    private static final Interner SHARED = new Interner(1 << 17);

    /** Slots looked at for one value. */
    private static final int WAYS = 4;

    /** Longer texts (certificates, scripts) are rarely equal to another, and dear to compare. */
    private static final int LONGEST_TEXT = 256;

    private final AtomicReferenceArray<@Nullable WeakReference<Object>> slots;
    private final int mask;

    /** An interner that remembers at most {@code capacity} values, a power of two. */
    public Interner(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < WAYS) {
            throw new IllegalArgumentException("capacity must be a power of two of at least 4, got " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** The process's own: sharing is the better the more it sees, and holds no state that could be observed. */
    public static Interner shared() {
        return SHARED;
    }

    /** {@code value} with every part that has an equal one replaced by it. */
    public Value intern(Value value) {
        return switch (value) {
            case Scalar.Text text -> text.value().length() > LONGEST_TEXT ? text : canonical(text);
            case Scalar.Whole whole -> canonical(whole);
            case Scalar.Real real -> real;
            case Scalar.Flag flag -> flag;
            case Scalar.Null nothing -> nothing;
            case ListValue list -> intern(list);
            case ObjectValue object -> intern(object);
        };
    }

    /** The same for an object. */
    public ObjectValue intern(ObjectValue object) {
        if (object.isEmpty()) {
            return ObjectValue.empty();
        }
        return canonical(new ObjectValue(canonical(object.shape), parts(object.values)));
    }

    private ListValue intern(ListValue list) {
        return list.isEmpty() ? ListValue.empty() : canonical(new ListValue(parts(list.values)));
    }

    private Value[] parts(Value[] values) {
        var parts = new Value[values.length];
        for (int i = 0; i < values.length; i++) {
            parts[i] = intern(values[i]);
        }
        return parts;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // same() has checked the class
    private <T> T canonical(T value) {
        int hash = value.hashCode() * 0x9E3779B9;
        int start = hash >>> 8 & mask & -WAYS;
        int free = -1;
        for (int i = 0; i < WAYS; i++) {
            var reference = slots.get(start + i);
            Object known = reference == null ? null : reference.get();
            if (known == null) {
                free = free < 0 ? start + i : free;
            } else if (same(known, value)) {
                return (T) known;
            }
        }
        // A full set loses the slot that the hash's low bits choose; a lost race only costs sharing.
        slots.set(free >= 0 ? free : start + (hash & WAYS - 1), new WeakReference<>(value));
        return value;
    }

    /** Equal in the order of fields too, all the way down. */
    @SuppressWarnings("ReferenceEquality") // the short cut for parts that are one instance already
    private static boolean same(Object a, Object b) {
        if (a == b) {
            return true;
        }
        return switch (a) {
            case ObjectValue one ->
                b instanceof ObjectValue other
                        && one.hashCode() == other.hashCode()
                        && one.shape.equals(other.shape)
                        && sameParts(one.values, other.values);
            case ListValue one ->
                b instanceof ListValue other
                        && one.hashCode() == other.hashCode()
                        && sameParts(one.values, other.values);
            default -> a.equals(b);
        };
    }

    private static boolean sameParts(Value[] a, Value[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (!same(a[i], b[i])) {
                return false;
            }
        }
        return true;
    }
}
