package io.jukung.chaos.check.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request evaluated on the state at a revision, with its own changes on top. */
public final class Evaluation {

    private final Mvcc mvcc;
    private final long before;
    private final NavigableMap<ByteString, Optional<KeyValue>> changed = new TreeMap<>(KeyRange.ORDER);
    private final List<Event> events = new ArrayList<>();

    private Evaluation(Mvcc mvcc, long before) {
        this.mvcc = mvcc;
        this.before = before;
    }

    /**
     * What etcd does on it.
     *
     * @param request of KV's Range, Put, DeleteRange or Txn
     * @param before the revision whose state it finds
     */
    public static Outcome of(Message request, Mvcc mvcc, long before) {
        var evaluation = new Evaluation(mvcc, before);
        try {
            var response = switch (request) {
                case RangeRequest range -> evaluation.range(range);
                case PutRequest put -> evaluation.put(put);
                case DeleteRangeRequest delete -> evaluation.delete(delete);
                case TxnRequest txn ->
                    evaluation.txn(txn).setHeader(evaluation.header()).build();
                default -> throw new IllegalArgumentException("expected a request of KV: " + request.getClass());
            };
            return new Outcome.Done(evaluation.events, response);
        } catch (RefusedException e) {
            return new Outcome.Refused(e.text);
        }
    }

    private static final class RefusedException extends RuntimeException {
        private final String text;

        RefusedException(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }

    private long now() {
        return events.isEmpty() ? before : before + 1;
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(now()).build();
    }

    private @Nullable KeyValue get(ByteString key) {
        var mine = changed.get(key);
        return mine == null ? mvcc.get(key, before) : mine.orElse(null);
    }

    private List<KeyValue> all(KeyRange range) {
        var found = mvcc.range(range, before);
        var mine = range.of(changed);
        if (mine.isEmpty()) {
            return found;
        }
        var merged = new TreeMap<ByteString, KeyValue>(KeyRange.ORDER);
        found.forEach(kv -> merged.put(kv.getKey(), kv));
        mine.forEach((key, kv) -> kv.ifPresentOrElse(value -> merged.put(key, value), () -> merged.remove(key)));
        return List.copyOf(merged.values());
    }

    private RangeResponse range(RangeRequest request) {
        var range = KeyRange.of(request.getKey(), request.getRangeEnd());
        if (request.getRevision() > now()) {
            throw new RefusedException("required revision is a future revision");
        }
        var found = request.getRevision() > 0 && request.getRevision() <= before
                ? mvcc.range(range, request.getRevision())
                : all(range);
        return Selection.of(request, found).setHeader(header()).build();
    }

    private PutResponse put(PutRequest request) {
        var key = request.getKey();
        var old = get(key);
        if (old == null && (request.getIgnoreValue() || request.getIgnoreLease())) {
            throw new RefusedException("key not found");
        }
        var value = old != null && request.getIgnoreValue() ? old.getValue() : request.getValue();
        long lease = old != null && request.getIgnoreLease() ? old.getLease() : request.getLease();
        var kv = Mvcc.put(old, key, value, lease, before + 1);
        changed.put(key, Optional.of(kv));
        events.add(Event.newBuilder().setType(Event.EventType.PUT).setKv(kv).build());
        var response = PutResponse.newBuilder().setHeader(header());
        if (request.getPrevKv() && old != null) {
            response.setPrevKv(old);
        }
        return response.build();
    }

    private DeleteRangeResponse delete(DeleteRangeRequest request) {
        var found = all(KeyRange.of(request.getKey(), request.getRangeEnd()));
        for (var kv : found) {
            changed.put(kv.getKey(), Optional.empty());
            events.add(Event.newBuilder()
                    .setType(Event.EventType.DELETE)
                    .setKv(KeyValue.newBuilder().setKey(kv.getKey()).setModRevision(before + 1))
                    .build());
        }
        var response = DeleteRangeResponse.newBuilder().setHeader(header()).setDeleted(found.size());
        if (request.getPrevKv()) {
            response.addAllPrevKvs(found);
        }
        return response.build();
    }

    private TxnResponse.Builder txn(TxnRequest request) {
        boolean succeeded = request.getCompareList().stream().allMatch(this::holds);
        var response = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (var op : succeeded ? request.getSuccessList() : request.getFailureList()) {
            response.addResponses(one(op));
        }
        return response;
    }

    private ResponseOp.Builder one(RequestOp op) {
        var response = ResponseOp.newBuilder();
        return switch (op.getRequestCase()) {
            case REQUEST_RANGE -> response.setResponseRange(range(op.getRequestRange()));
            case REQUEST_PUT -> response.setResponsePut(put(op.getRequestPut()));
            case REQUEST_DELETE_RANGE -> response.setResponseDeleteRange(delete(op.getRequestDeleteRange()));
            case REQUEST_TXN -> response.setResponseTxn(txn(op.getRequestTxn()));
            case REQUEST_NOT_SET -> throw new RefusedException("key not found");
        };
    }

    /** Comparisons, nested ones too, see the state before the transaction. */
    private boolean holds(Compare compare) {
        if (compare.getRangeEnd().isEmpty()) {
            return holds(compare, mvcc.get(compare.getKey(), before));
        }
        var found = mvcc.range(KeyRange.of(compare.getKey(), compare.getRangeEnd()), before);
        return found.isEmpty() ? holds(compare, null) : found.stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, @Nullable KeyValue kv) {
        if (kv == null && compare.getTarget() == Compare.CompareTarget.VALUE) {
            return false;
        }
        var actual = kv == null ? KeyValue.getDefaultInstance() : kv;
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(actual.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(actual.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(actual.getModRevision(), compare.getModRevision());
            case VALUE -> KeyRange.ORDER.compare(actual.getValue(), compare.getValue());
            case LEASE -> Long.compare(actual.getLease(), compare.getLease());
            case UNRECOGNIZED -> throw new RefusedException("compare target");
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
            case UNRECOGNIZED -> throw new RefusedException("compare result");
        };
    }
}
