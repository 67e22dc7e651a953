package io.jukung.chaos.check.model;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.NavigableMap;

/** Keys of a request: one, those before an end, or all from a begin on. In the order of unsigned bytes. */
public sealed interface KeyRange {

    Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    record One(ByteString key) implements KeyRange {}

    /** With {@code to} exclusive. */
    record Between(ByteString from, ByteString to) implements KeyRange {}

    record From(ByteString from) implements KeyRange {}

    /** As etcd reads {@code key} and {@code range_end}. */
    static KeyRange of(ByteString key, ByteString end) {
        if (end.isEmpty()) {
            return new One(key);
        }
        return end.size() == 1 && end.byteAt(0) == 0 ? new From(key) : new Between(key, end);
    }

    default boolean contains(ByteString key) {
        return switch (this) {
            case One(var one) -> one.equals(key);
            case Between(var from, var to) -> ORDER.compare(from, key) <= 0 && ORDER.compare(key, to) < 0;
            case From(var from) -> ORDER.compare(from, key) <= 0;
        };
    }

    /** The part of a map with {@link #ORDER} that is within. */
    default <T> NavigableMap<ByteString, T> of(NavigableMap<ByteString, T> map) {
        return switch (this) {
            case One(var key) -> map.subMap(key, true, key, true);
            case Between(var from, var to) ->
                ORDER.compare(from, to) < 0 ? map.subMap(from, true, to, false) : map.subMap(from, true, from, false);
            case From(var from) -> map.tailMap(from, true);
        };
    }
}
