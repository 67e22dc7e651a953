package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.mvcc.KeyValue;

/** The conditions of a transaction, as etcd reads them. */
final class Comparisons {

    private Comparisons() {}

    /** Whether every key of the comparison's range satisfies it in {@code draft}. */
    static boolean holds(Compare compare, Draft draft) {
        KeyRange range = KeyRange.of(compare.getKey(), compare.getRangeEnd());
        if (range.isEmpty()) {
            return holdsForMissing(compare);
        }
        if (range.isSingleKey()) {
            KeyValue record = draft.get(compare.getKey());
            return record == null ? holdsForMissing(compare) : holds(compare, record);
        }
        try (KeyScan scan = draft.scan(range, Long.MAX_VALUE)) {
            if (!scan.advance()) {
                return holdsForMissing(compare);
            }
            do {
                if (!holds(compare, scan.record())) {
                    return false;
                }
            } while (scan.advance());
            return true;
        }
    }

    /** A missing key has revision, version and lease 0; about its value nothing is true, not even NOT_EQUAL. */
    private static boolean holdsForMissing(Compare compare) {
        return compare.getTarget() != Compare.CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
    }

    private static boolean holds(Compare compare, KeyValue record) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(record.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(record.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(record.getModRevision(), compare.getModRevision());
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(record.getValue(), compare.getValue());
            case LEASE -> Long.compare(record.getLease(), compare.getLease());
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            // etcd takes a relation it does not know as true.
            case UNRECOGNIZED -> true;
        };
    }
}
