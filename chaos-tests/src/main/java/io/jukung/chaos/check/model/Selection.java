package io.jukung.chaos.check.model;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.Comparator;
import java.util.List;

/** What of a range's records a reader gets: filters, then order, then limit. */
final class Selection {

    private Selection() {}

    static RangeResponse.Builder of(RangeRequest request, List<KeyValue> found) {
        var response = RangeResponse.newBuilder().setCount(found.size());
        if (request.getCountOnly()) {
            return response;
        }
        var kept = found.stream()
                .filter(kv -> passes(request, kv))
                .sorted(order(request))
                .toList();
        long limit = request.getLimit();
        if (limit > 0 && kept.size() > limit) {
            response.setMore(true);
            kept = kept.subList(0, (int) limit);
        }
        for (var kv : kept) {
            response.addKvs(
                    request.getKeysOnly()
                            ? kv.toBuilder().setValue(ByteString.EMPTY).build()
                            : kv);
        }
        return response;
    }

    private static boolean passes(RangeRequest request, KeyValue kv) {
        return within(kv.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && within(kv.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    private static boolean within(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    /** Stable on records that are in the order of keys. */
    static Comparator<KeyValue> order(RangeRequest request) {
        Comparator<KeyValue> ascending = switch (request.getSortTarget()) {
            case KEY -> Comparator.comparing(KeyValue::getKey, KeyRange.ORDER);
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, KeyRange.ORDER);
            case UNRECOGNIZED -> throw new IllegalArgumentException("sort_target: " + request.getSortTargetValue());
        };
        return request.getSortOrder() == SortOrder.DESCEND ? ascending.reversed() : ascending;
    }

    /** Whether records may tie in the order, so that their sequence is not decided. */
    static boolean ties(RangeRequest request) {
        return request.getSortTarget() != SortTarget.KEY;
    }
}
