package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/** The options of a range request: filters, sort, limit, count. Without header. */
final class RangeExecution {

    private final RangeRequest request;

    RangeExecution(RangeRequest request) {
        this.request = request;
    }

    /** Whether keys come as they lie on disk, so that the limit can end the scan. */
    boolean isPlain() {
        boolean ordered = request.getSortTarget() == SortTarget.KEY && request.getSortOrder() != SortOrder.DESCEND;
        boolean unfiltered = request.getMinModRevision() == 0
                && request.getMaxModRevision() == 0
                && request.getMinCreateRevision() == 0
                && request.getMaxCreateRevision() == 0;
        return ordered && unfiltered;
    }

    /**
     * Answers from a scan of the whole range.
     *
     * @param knownCount how many keys the range has, if that is known already
     */
    RangeResponse.Builder run(KeyScan scan, OptionalLong knownCount) {
        if (request.getCountOnly()) {
            return RangeResponse.newBuilder().setCount(knownCount.orElseGet(scan::countRest));
        }
        return isPlain() ? runPlain(scan, knownCount) : runSorted(scan);
    }

    private RangeResponse.Builder runPlain(KeyScan scan, OptionalLong knownCount) {
        RangeResponse.Builder response = RangeResponse.newBuilder();
        long limit = limit();
        while (response.getKvsCount() < limit && scan.advance()) {
            response.addKvs(shown(scan.record()));
        }
        int taken = response.getKvsCount();
        long count = knownCount.isPresent() ? knownCount.getAsLong() : taken + (taken < limit ? 0 : scan.countRest());
        return response.setCount(count).setMore(count > taken);
    }

    private RangeResponse.Builder runSorted(KeyScan scan) {
        Comparator<KeyValue> order = order();
        long limit = limit();
        // The worst of the kept comes out first, so a limit bounds memory.
        PriorityQueue<KeyValue> best = new PriorityQueue<>(order.reversed());
        long count = 0;
        long matched = 0;
        while (scan.advance()) {
            count++;
            KeyValue record = scan.record();
            if (!matches(record)) {
                continue;
            }
            matched++;
            best.add(record);
            if (best.size() > limit) {
                best.remove();
            }
        }
        List<KeyValue> kept = new ArrayList<>(best);
        kept.sort(order);
        RangeResponse.Builder response =
                RangeResponse.newBuilder().setCount(count).setMore(matched > kept.size());
        kept.forEach(record -> response.addKvs(shown(record)));
        return response;
    }

    private long limit() {
        return request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
    }

    KeyValue shown(KeyValue record) {
        return request.getKeysOnly() ? record.toBuilder().clearValue().build() : record;
    }

    private boolean matches(KeyValue record) {
        return within(record.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && within(record.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    private static boolean within(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    private Comparator<KeyValue> order() {
        Comparator<KeyValue> byTarget = switch (request.getSortTarget()) {
            case KEY, UNRECOGNIZED -> byBytes(KeyValue::getKey);
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> byBytes(KeyValue::getValue);
        };
        Comparator<KeyValue> directed = request.getSortOrder() == SortOrder.DESCEND ? byTarget.reversed() : byTarget;
        return directed.thenComparing(byBytes(KeyValue::getKey));
    }

    private static Comparator<KeyValue> byBytes(java.util.function.Function<KeyValue, ByteString> field) {
        return Comparator.comparing(field, ByteString.unsignedLexicographicalComparator());
    }
}
