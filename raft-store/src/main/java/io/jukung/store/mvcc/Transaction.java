package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
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
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts, deletions, ranges and transactions on a {@link Draft}, which its caller seals.
 *
 * <p>A transaction first evaluates all its conditions, the nested ones too, then checks every operation that will run, and
 * only then changes anything: a refused one leaves no trace.
 */
public final class Transaction {

    private final Draft draft;
    private final LongPredicate leaseExists;

    public Transaction(Draft draft, LongPredicate leaseExists) {
        this.draft = draft;
        this.leaseExists = leaseExists;
    }

    /** Puts one key. */
    public PutResponse put(PutRequest request) throws RejectedException {
        RequestRules.check(request);
        checkLease(request);
        checkExists(request);
        return apply(request);
    }

    /** Deletes a range. */
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) throws RejectedException {
        RequestRules.check(request);
        return apply(request);
    }

    /** Runs a transaction. */
    public TxnResponse txn(TxnRequest request) throws RejectedException {
        Plan plan = plan(request);
        checkPuts(plan, new ArrayList<>());
        checkRanges(plan);
        TxnResponse.Builder response = run(plan);
        return response.setHeader(header()).build();
    }

    /** Which branch runs, and the plans of its nested transactions in order. */
    private record Plan(boolean succeeded, List<RequestOp> ops, List<Plan> nested) {}

    private Plan plan(TxnRequest request) {
        boolean succeeded = true;
        for (Compare compare : request.getCompareList()) {
            if (!Comparisons.holds(compare, draft)) {
                succeeded = false;
                break;
            }
        }
        List<RequestOp> ops = succeeded ? request.getSuccessList() : request.getFailureList();
        List<Plan> nested = new ArrayList<>();
        for (RequestOp op : ops) {
            if (op.hasRequestTxn()) {
                nested.add(plan(op.getRequestTxn()));
            }
        }
        return new Plan(succeeded, ops, nested);
    }

    /**
     * Checks the puts that will run.
     *
     * @param deleted what the operations before have deleted
     */
    private void checkPuts(Plan plan, List<KeyRange> deleted) throws RejectedException {
        int nested = 0;
        for (RequestOp op : plan.ops) {
            switch (op.getRequestCase()) {
                case REQUEST_PUT -> {
                    PutRequest put = op.getRequestPut();
                    // The other way round than outside a transaction, as in etcd.
                    RequestRules.check(put);
                    checkExists(put);
                    checkStillExists(put, deleted);
                    checkLease(put);
                }
                case REQUEST_DELETE_RANGE -> {
                    DeleteRangeRequest delete = op.getRequestDeleteRange();
                    deleted.add(KeyRange.of(delete.getKey(), delete.getRangeEnd()));
                }
                case REQUEST_TXN -> checkPuts(plan.nested.get(nested++), deleted);
                case REQUEST_RANGE, REQUEST_NOT_SET -> {}
            }
        }
    }

    /** etcd looks for the record only when it is too late to refuse, and panics on every member. */
    private static void checkStillExists(PutRequest request, List<KeyRange> deleted) throws RejectedException {
        if ((request.getIgnoreValue() || request.getIgnoreLease())
                && deleted.stream().anyMatch(range -> range.contains(request.getKey()))) {
            throw new RejectedException(Rejection.KEY_NOT_FOUND);
        }
    }

    private void checkLease(PutRequest request) throws RejectedException {
        if (request.getLease() != 0 && !leaseExists.test(request.getLease())) {
            throw new RejectedException(Rejection.LEASE_NOT_FOUND);
        }
    }

    private void checkExists(PutRequest request) throws RejectedException {
        if ((request.getIgnoreValue() || request.getIgnoreLease())
                && draft.leaseOf(request.getKey()).isEmpty()) {
            throw new RejectedException(Rejection.KEY_NOT_FOUND);
        }
    }

    private void checkRanges(Plan plan) throws RejectedException {
        int nested = 0;
        for (RequestOp op : plan.ops) {
            if (op.hasRequestRange()) {
                long revision = op.getRequestRange().getRevision();
                if (revision > draft.revision()) {
                    throw new RejectedException(Rejection.FUTURE_REVISION);
                }
                if (revision != 0 && revision < draft.compactRevision()) {
                    throw new RejectedException(Rejection.COMPACTED);
                }
            } else if (op.hasRequestTxn()) {
                checkRanges(plan.nested.get(nested++));
            }
        }
    }

    private TxnResponse.Builder run(Plan plan) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(plan.succeeded);
        int nested = 0;
        for (RequestOp op : plan.ops) {
            ResponseOp.Builder result = ResponseOp.newBuilder();
            switch (op.getRequestCase()) {
                case REQUEST_RANGE -> result.setResponseRange(range(op.getRequestRange()));
                case REQUEST_PUT -> result.setResponsePut(apply(op.getRequestPut()));
                case REQUEST_DELETE_RANGE -> result.setResponseDeleteRange(apply(op.getRequestDeleteRange()));
                case REQUEST_TXN -> {
                    // etcd leaves the header of a nested response empty.
                    TxnResponse.Builder inner = run(plan.nested.get(nested++));
                    result.setResponseTxn(inner.setHeader(ResponseHeader.getDefaultInstance()));
                }
                case REQUEST_NOT_SET -> {}
            }
            response.addResponses(result);
        }
        return response;
    }

    private PutResponse apply(PutRequest request) {
        ByteString key = request.getKey();
        boolean needsRecord = request.getPrevKv() || request.getIgnoreValue();
        @Nullable KeyValue before = needsRecord ? draft.get(key) : null;
        ByteString value = request.getIgnoreValue() && before != null ? before.getValue() : request.getValue();
        long lease = request.getIgnoreLease() ? draft.leaseOf(key).orElse(0L) : request.getLease();
        draft.put(key, value, lease);
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header());
        if (request.getPrevKv() && before != null) {
            response.setPrevKv(before);
        }
        return response.build();
    }

    private DeleteRangeResponse apply(DeleteRangeRequest request) {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder();
        List<ByteString> keys = new ArrayList<>();
        if (range.isSingleKey() && !request.getPrevKv()) {
            keys.add(range.start());
        } else if (!range.isEmpty()) {
            try (KeyScan scan = draft.scan(range, Long.MAX_VALUE)) {
                while (scan.advance()) {
                    keys.add(scan.key());
                    if (request.getPrevKv()) {
                        response.addPrevKvs(scan.record());
                    }
                }
            }
        }
        long deleted = 0;
        for (ByteString key : keys) {
            if (draft.delete(key)) {
                deleted++;
            }
        }
        return response.setDeleted(deleted).setHeader(header()).build();
    }

    private RangeResponse range(RangeRequest request) {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        if (range.isEmpty()) {
            return RangeResponse.newBuilder().setHeader(header()).build();
        }
        long revision = request.getRevision() > 0 ? request.getRevision() : Long.MAX_VALUE;
        try (KeyScan scan = draft.scan(range, revision)) {
            return new RangeExecution(request)
                    .run(scan, OptionalLong.empty())
                    .setHeader(header())
                    .build();
        }
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(draft.headerRevision()).build();
    }
}
