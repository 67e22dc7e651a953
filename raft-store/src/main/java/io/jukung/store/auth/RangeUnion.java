package io.jukung.store.auth;

import com.google.protobuf.ByteString;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of several ranges together. Ranges that touch are one: what two permissions cover half each is covered. */
final class RangeUnion {

    /** Not empty, ascending, none touching the next. */
    private final List<KeyRange> ranges;

    private RangeUnion(List<KeyRange> ranges) {
        this.ranges = ranges;
    }

    static RangeUnion of(List<KeyRange> parts) {
        List<KeyRange> ascending = parts.stream()
                .filter(part -> !part.isEmpty())
                .sorted(Comparator.comparing(KeyRange::start, KeyRange::compare))
                .toList();
        List<KeyRange> merged = new ArrayList<>();
        for (KeyRange part : ascending) {
            KeyRange last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && reaches(last.end(), part.start())) {
                merged.set(merged.size() - 1, new KeyRange(last.start(), later(last.end(), part.end())));
            } else {
                merged.add(part);
            }
        }
        return new RangeUnion(List.copyOf(merged));
    }

    /** Whether a range that ends there leaves no gap before {@code start}. */
    private static boolean reaches(@Nullable ByteString end, ByteString start) {
        return end == null || KeyRange.compare(end, start) >= 0;
    }

    private static @Nullable ByteString later(@Nullable ByteString left, @Nullable ByteString right) {
        if (left == null || right == null) {
            return null;
        }
        return KeyRange.compare(left, right) >= 0 ? left : right;
    }

    /** Whether all keys of a range are among these. A range without keys is judged by where it begins, as etcd does. */
    boolean covers(KeyRange wanted) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            KeyRange range = ranges.get(middle);
            if (KeyRange.compare(range.start(), wanted.start()) > 0) {
                high = middle - 1;
            } else if (!range.contains(wanted.start())) {
                low = middle + 1;
            } else {
                ByteString end = wanted.end();
                return range.end() == null || (end != null && KeyRange.compare(end, range.end()) <= 0);
            }
        }
        return false;
    }
}
