package io.jukung.store.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RangeUnionTest {

    /** All keys of up to three letters of {@code \0, a, b}: between any two bounds that can be made of two letters lie some. */
    private static final List<ByteString> KEYS = keys();

    private static List<ByteString> keys() {
        List<ByteString> keys = new ArrayList<>();
        List<String> last = List.of("");
        for (int length = 1; length <= 3; length++) {
            List<String> longer = new ArrayList<>();
            for (String start : last) {
                for (String letter : List.of("\0", "a", "b")) {
                    longer.add(start + letter);
                }
            }
            longer.forEach(key -> keys.add(ByteString.copyFromUtf8(key)));
            last = longer;
        }
        return keys;
    }

    @Provide
    static Arbitrary<KeyRange> ranges() {
        Arbitrary<ByteString> bounds =
                Arbitraries.of(KEYS.stream().filter(key -> key.size() <= 2).toList());
        Arbitrary<ByteString> ends = Arbitraries.oneOf(bounds, Arbitraries.of(ByteString.EMPTY));
        return Combinators.combine(bounds, ends).as(KeyRange::of);
    }

    /** The ends of an unbounded range are beyond the keys of the model. */
    private static boolean hasEnd(KeyRange range) {
        return range.end() != null;
    }

    @Property(tries = 5000)
    void coversARangeIfAndOnlyIfEachOfItsKeysIsInOneOfTheParts(
            @ForAll("ranges") KeyRange first,
            @ForAll("ranges") KeyRange second,
            @ForAll("ranges") KeyRange third,
            @ForAll("ranges") KeyRange wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        List<KeyRange> parts = List.of(first, second, third);
        boolean eachKey = KEYS.stream()
                .filter(wanted::contains)
                .allMatch(key -> parts.stream().anyMatch(part -> part.contains(key)));
        boolean toTheEnd = hasEnd(wanted) || parts.stream().anyMatch(part -> !hasEnd(part));
        assertThat(RangeUnion.of(parts).covers(wanted)).isEqualTo(eachKey && toTheEnd);
    }

    @Property(tries = 200)
    void nothingCoversNothing(@ForAll("ranges") KeyRange wanted) {
        assertThat(RangeUnion.of(List.of()).covers(wanted)).isFalse();
    }
}
