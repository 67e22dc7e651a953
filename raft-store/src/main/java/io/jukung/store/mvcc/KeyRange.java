package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a request, {@code [start, end)}.
 *
 * @param start inclusive
 * @param end exclusive; null: no upper bound
 */
public record KeyRange(ByteString start, @Nullable ByteString end) {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** Bytewise, unsigned: the order of all keys. */
    public static int compare(ByteString left, ByteString right) {
        return ByteString.unsignedLexicographicalComparator().compare(left, right);
    }

    /** From a request's fields: no {@code rangeEnd} means the one key, a zero byte means no upper bound. */
    public static KeyRange of(ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return new KeyRange(key, key.concat(ZERO));
        }
        return new KeyRange(key, rangeEnd.equals(ZERO) ? null : rangeEnd);
    }

    /** The smallest key after {@code key}. */
    public static ByteString after(ByteString key) {
        return key.concat(ZERO);
    }

    /** Whether no key can lie within. */
    public boolean isEmpty() {
        return end != null && compare(start, end) >= 0;
    }

    /** Whether only {@link #start} lies within. */
    public boolean isSingleKey() {
        return end != null && end.size() == start.size() + 1 && end.byteAt(start.size()) == 0 && end.startsWith(start);
    }

    /** Whether a key lies within. */
    public boolean contains(ByteString key) {
        return compare(key, start) >= 0 && (end == null || compare(key, end) < 0);
    }
}
