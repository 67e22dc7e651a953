package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be said of a request without looking at the state. Checked before a write is proposed, in etcd's order. */
public final class RequestRules {

    private RequestRules() {}

    /** Checks a read. */
    public static void check(RangeRequest request) throws RejectedException {
        checkKey(request.getKey());
        if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
                || request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
            throw new RejectedException(Rejection.INVALID_SORT_OPTION);
        }
    }

    /** Checks a put. */
    public static void check(PutRequest request) throws RejectedException {
        checkKey(request.getKey());
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw new RejectedException(Rejection.VALUE_PROVIDED);
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw new RejectedException(Rejection.LEASE_PROVIDED);
        }
    }

    /** Checks a deletion. */
    public static void check(DeleteRangeRequest request) throws RejectedException {
        checkKey(request.getKey());
    }

    /**
     * Checks a transaction: number of operations, each operation, and that no key is written twice.
     *
     * @param maxOps the most operations a branch, or comparisons, may have; nested transactions get what their parent left
     */
    public static void check(TxnRequest request, int maxOps) throws RejectedException {
        checkOps(request, maxOps);
        checkWrites(request.getSuccessList());
        checkWrites(request.getFailureList());
    }

    /** Whether a transaction can change nothing, whichever branches run. */
    public static boolean isReadOnly(TxnRequest request) {
        return isReadOnly(request.getSuccessList()) && isReadOnly(request.getFailureList());
    }

    /** Whether every read of a read-only transaction is content with the local state. */
    public static boolean isSerializable(TxnRequest request) {
        return isSerializable(request.getSuccessList()) && isSerializable(request.getFailureList());
    }

    private static boolean isReadOnly(List<RequestOp> ops) {
        for (RequestOp op : ops) {
            boolean readOnly = switch (op.getRequestCase()) {
                case REQUEST_RANGE, REQUEST_NOT_SET -> true;
                case REQUEST_PUT, REQUEST_DELETE_RANGE -> false;
                case REQUEST_TXN -> isReadOnly(op.getRequestTxn());
            };
            if (!readOnly) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSerializable(List<RequestOp> ops) {
        for (RequestOp op : ops) {
            boolean serializable = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> op.getRequestRange().getSerializable();
                case REQUEST_NOT_SET -> true;
                case REQUEST_PUT, REQUEST_DELETE_RANGE -> false;
                case REQUEST_TXN -> isSerializable(op.getRequestTxn());
            };
            if (!serializable) {
                return false;
            }
        }
        return true;
    }

    private static void checkKey(ByteString key) throws RejectedException {
        if (key.isEmpty()) {
            throw new RejectedException(Rejection.EMPTY_KEY);
        }
    }

    private static void checkOps(TxnRequest request, int maxOps) throws RejectedException {
        int ops = Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (ops > maxOps) {
            throw new RejectedException(Rejection.TOO_MANY_OPS);
        }
        for (Compare compare : request.getCompareList()) {
            checkKey(compare.getKey());
        }
        for (RequestOp op : request.getSuccessList()) {
            checkOp(op, maxOps - ops);
        }
        for (RequestOp op : request.getFailureList()) {
            checkOp(op, maxOps - ops);
        }
    }

    private static void checkOp(RequestOp op, int maxOps) throws RejectedException {
        switch (op.getRequestCase()) {
            case REQUEST_RANGE -> check(op.getRequestRange());
            case REQUEST_PUT -> check(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> check(op.getRequestDeleteRange());
            case REQUEST_TXN -> checkOps(op.getRequestTxn(), maxOps);
            case REQUEST_NOT_SET -> throw new RejectedException(Rejection.KEY_NOT_FOUND);
        }
    }

    /** The keys put and the ranges deleted by a branch, nested ones included. */
    private record Writes(Set<ByteString> puts, List<KeyRange> deletes) {

        Writes() {
            this(new HashSet<>(), new ArrayList<>());
        }

        void put(ByteString key) throws RejectedException {
            if (deletes.stream().anyMatch(range -> range.contains(key)) || !puts.add(key)) {
                throw new RejectedException(Rejection.DUPLICATE_KEY);
            }
        }

        void delete(DeleteRangeRequest request) {
            KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
            if (range.end() != null) {
                deletes.add(range);
            }
        }
    }

    /**
     * Refuses a key that is put twice, or put and deleted, by operations that run together. As etcd does, deletions of
     * the branch itself count first, then nested transactions in their order, then its puts. That leaves two cases that
     * etcd lets pass, and so do we: a put in a nested transaction whose key a later sibling deletes, and any put beside
     * a deletion without upper bound.
     */
    private static Writes checkWrites(List<RequestOp> ops) throws RejectedException {
        Writes writes = new Writes();
        for (RequestOp op : ops) {
            if (op.hasRequestDeleteRange()) {
                writes.delete(op.getRequestDeleteRange());
            }
        }
        for (RequestOp op : ops) {
            if (op.hasRequestTxn()) {
                addNested(writes, op.getRequestTxn());
            }
        }
        for (RequestOp op : ops) {
            if (op.hasRequestPut()) {
                writes.put(op.getRequestPut().getKey());
            }
        }
        return writes;
    }

    private static void addNested(Writes writes, TxnRequest nested) throws RejectedException {
        Writes then = checkWrites(nested.getSuccessList());
        Writes otherwise = checkWrites(nested.getFailureList());
        // Only one of the two branches will run: they may write the same keys.
        Set<ByteString> puts = new HashSet<>(then.puts);
        puts.addAll(otherwise.puts);
        for (ByteString key : puts) {
            writes.put(key);
        }
        writes.deletes.addAll(then.deletes);
        writes.deletes.addAll(otherwise.deletes);
    }
}
