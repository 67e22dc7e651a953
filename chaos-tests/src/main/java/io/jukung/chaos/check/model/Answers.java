package io.jukung.chaos.check.model;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Prose;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what was answered with what had to be. */
public final class Answers {

    private Answers() {}

    /** The revision in an answer's header; 0 if it has none. */
    public static long revision(Message response) {
        var field = response.getDescriptorForType().findFieldByName("header");
        return field != null && response.getField(field) instanceof ResponseHeader header ? header.getRevision() : 0;
    }

    /** The first difference, as a sentence; empty if there is none. */
    public static Optional<String> difference(Message request, Message actual, Message expected) {
        return difference(request, actual, expected, false);
    }

    private static Optional<String> difference(Message request, Message actual, Message expected, boolean nested) {
        long revision = revision(actual);
        // Nested headers may be left empty, as etcd does with those of nested transactions.
        if (revision != revision(expected) && !(nested && revision == 0)) {
            return Optional.of("header revision " + revision + ", expected " + revision(expected));
        }
        return switch (actual) {
            case RangeResponse range
            when request instanceof RangeRequest asked && expected instanceof RangeResponse right ->
                range(asked, range, right);
            case PutResponse put
            when expected instanceof PutResponse right ->
                put.hasPrevKv() == right.hasPrevKv() && put.getPrevKv().equals(right.getPrevKv())
                        ? Optional.empty()
                        : Optional.of("previous " + said(put) + ", expected " + said(right));
            case DeleteRangeResponse delete
            when expected instanceof DeleteRangeResponse right ->
                delete.getDeleted() == right.getDeleted()
                                && delete.getPrevKvsList().equals(right.getPrevKvsList())
                        ? Optional.empty()
                        : Optional.of(Prose.of(delete) + ", expected " + Prose.of(right));
            case TxnResponse txn
            when request instanceof TxnRequest asked && expected instanceof TxnResponse right -> txn(asked, txn, right);
            default -> Optional.of("an answer of another kind: " + Prose.of(actual));
        };
    }

    private static String said(PutResponse put) {
        return put.hasPrevKv() ? Prose.of(put.getPrevKv()) : "none";
    }

    private static Optional<String> range(RangeRequest request, RangeResponse actual, RangeResponse expected) {
        if (actual.getCount() != expected.getCount()) {
            return Optional.of("count " + actual.getCount() + ", expected " + expected.getCount());
        }
        if (actual.getMore() != expected.getMore()) {
            return Optional.of("more " + actual.getMore() + ", expected " + expected.getMore());
        }
        var kvs = actual.getKvsList();
        var right = expected.getKvsList();
        if (kvs.equals(right) || (Selection.ties(request) && equalButTies(request, kvs, right, actual.getMore()))) {
            return Optional.empty();
        }
        for (int i = 0; i < Math.max(kvs.size(), right.size()); i++) {
            var a = i < kvs.size() ? Prose.of(kvs.get(i)) : "nothing";
            var e = i < right.size() ? Prose.of(right.get(i)) : "nothing";
            if (!a.equals(e)) {
                return Optional.of("record " + i + " is " + a + ", expected " + e);
            }
        }
        return Optional.of("other bytes than expected");
    }

    private static boolean equalButTies(RangeRequest request, List<KeyValue> kvs, List<KeyValue> right, boolean more) {
        if (kvs.size() != right.size()) {
            return false;
        }
        var order = Selection.order(request);
        for (int i = 0; i < kvs.size(); i++) {
            if (order.compare(kvs.get(i), right.get(i)) != 0) {
                return false;
            }
        }
        return more || counts(kvs).equals(counts(right));
    }

    private static Map<KeyValue, Integer> counts(List<KeyValue> kvs) {
        var counts = new HashMap<KeyValue, Integer>();
        kvs.forEach(kv -> counts.merge(kv, 1, Integer::sum));
        return counts;
    }

    private static Optional<String> txn(TxnRequest request, TxnResponse actual, TxnResponse expected) {
        if (actual.getSucceeded() != expected.getSucceeded()) {
            return Optional.of("comparisons " + (actual.getSucceeded() ? "held" : "did not hold")
                    + ", expected that they " + (expected.getSucceeded() ? "do" : "do not"));
        }
        var ops = actual.getSucceeded() ? request.getSuccessList() : request.getFailureList();
        if (actual.getResponsesCount() != ops.size()) {
            return Optional.of(actual.getResponsesCount() + " responses, expected " + ops.size());
        }
        for (int i = 0; i < ops.size(); i++) {
            var difference =
                    difference(inner(ops.get(i)), inner(actual.getResponses(i)), inner(expected.getResponses(i)), true);
            if (difference.isPresent()) {
                return Optional.of("response " + i + ": " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static Message inner(RequestOp op) {
        return switch (op.getRequestCase()) {
            case REQUEST_RANGE -> op.getRequestRange();
            case REQUEST_PUT -> op.getRequestPut();
            case REQUEST_DELETE_RANGE -> op.getRequestDeleteRange();
            case REQUEST_TXN -> op.getRequestTxn();
            case REQUEST_NOT_SET -> op;
        };
    }

    private static Message inner(ResponseOp op) {
        return switch (op.getResponseCase()) {
            case RESPONSE_RANGE -> op.getResponseRange();
            case RESPONSE_PUT -> op.getResponsePut();
            case RESPONSE_DELETE_RANGE -> op.getResponseDeleteRange();
            case RESPONSE_TXN -> op.getResponseTxn();
            case RESPONSE_NOT_SET -> op;
        };
    }
}
