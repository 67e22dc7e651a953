package io.jukung.store.apply;

import static io.jukung.store.apply.Requests.bytes;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.mvcc.KeyRange;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Requests over a few keys, so that they meet; right and wrong ones. */
public final class RandomRequests {

    private static final String[] KEYS = {"a", "a\0", "aa", "ab", "b", "b/1", "b/2", "c", "\u007f"};
    private static final String[] ENDS = {"", "", "\0", "b", "b0", "c", "z", "aa"};

    private final Random random;

    public RandomRequests(long seed) {
        random = new Random(seed);
    }

    private ByteString key() {
        return random.nextInt(60) == 0 ? ByteString.EMPTY : bytes(KEYS[random.nextInt(KEYS.length)]);
    }

    private ByteString end() {
        return bytes(ENDS[random.nextInt(ENDS.length)]);
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    /** The next request, given the revision the store is at. */
    public Message next(long revision) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> put();
            case 3 -> delete();
            case 4, 5, 6 -> range(revision);
            case 7, 8, 9 -> txn(revision, 0);
            case 10 ->
                chance(3)
                        ? CompactionRequest.newBuilder()
                                .setRevision(revision - random.nextInt(8) + (chance(10) ? 5 : 0))
                                .build()
                        : put();
            default ->
                random.nextBoolean()
                        ? LeaseGrantRequest.newBuilder()
                                .setID(1 + random.nextInt(4))
                                .setTTL(1000 + random.nextInt(1000))
                                .build()
                        : LeaseRevokeRequest.newBuilder()
                                .setID(1 + random.nextInt(4))
                                .build();
        };
    }

    /**
     * Whether a transaction may delete a key and then put it with {@code ignore_value} or {@code ignore_lease}. Where
     * etcd 3.5 overlooks that the key is written twice, it finds no record to take them from, and panics.
     */
    static boolean mayCrashEtcd(TxnRequest txn) {
        List<RequestOp> ops = all(txn).toList();
        return ops.stream()
                .filter(RequestOp::hasRequestPut)
                .map(RequestOp::getRequestPut)
                .filter(put -> put.getIgnoreValue() || put.getIgnoreLease())
                .anyMatch(put -> ops.stream()
                        .filter(RequestOp::hasRequestDeleteRange)
                        .map(RequestOp::getRequestDeleteRange)
                        .anyMatch(delete -> KeyRange.of(delete.getKey(), delete.getRangeEnd())
                                .contains(put.getKey())));
    }

    private static Stream<RequestOp> all(TxnRequest txn) {
        return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
                .flatMap(op -> op.hasRequestTxn() ? all(op.getRequestTxn()) : Stream.of(op));
    }

    private PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(chance(2));
        if (chance(6)) {
            put.setIgnoreValue(true);
        }
        if (!put.getIgnoreValue() || chance(8)) {
            put.setValue(bytes("v" + random.nextInt(5)));
        }
        if (chance(4)) {
            put.setLease(1 + random.nextInt(4));
        }
        if (chance(8)) {
            put.setIgnoreLease(true);
        }
        return put.build();
    }

    private DeleteRangeRequest delete() {
        return DeleteRangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(end())
                .setPrevKv(chance(2))
                .build();
    }

    RangeRequest range(long revision) {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key()).setRangeEnd(end());
        if (chance(3)) {
            range.setRevision(revision - random.nextInt(10) + (chance(8) ? 4 : 0));
        }
        if (chance(3)) {
            range.setLimit(1 + random.nextInt(4));
        }
        if (chance(4)) {
            range.setSortOrder(SortOrder.forNumber(random.nextInt(3)));
            // Ties in anything but the key and the create and mod revisions come in no defined order.
            range.setSortTarget(chance(2) ? SortTarget.KEY : SortTarget.MOD);
        }
        if (chance(6)) {
            range.setMinModRevision(revision - random.nextInt(10));
        }
        if (chance(6)) {
            range.setMaxCreateRevision(Math.max(0, revision - random.nextInt(10)));
        }
        range.setKeysOnly(chance(6)).setCountOnly(chance(8));
        return range.build();
    }

    private TxnRequest txn(long revision, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(compare(revision));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            txn.addSuccess(op(revision, depth));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addFailure(op(revision, depth));
        }
        return txn.build();
    }

    private RequestOp op(long revision, int depth) {
        RequestOp.Builder op = RequestOp.newBuilder();
        return switch (random.nextInt(depth < 2 ? 8 : 7)) {
            case 0, 1, 2 -> op.setRequestPut(put()).build();
            case 3, 4 -> op.setRequestDeleteRange(delete()).build();
            case 5, 6 -> op.setRequestRange(range(revision)).build();
            default -> op.setRequestTxn(txn(revision, depth + 1)).build();
        };
    }

    private Compare compare(long revision) {
        Compare.Builder compare = Compare.newBuilder()
                .setKey(key())
                .setResultValue(random.nextInt(4))
                .setTargetValue(random.nextInt(5));
        switch (random.nextInt(10) == 0 ? Compare.CompareTarget.VERSION : compare.getTarget()) {
            case VERSION -> compare.setVersion(random.nextInt(3));
            case CREATE -> compare.setCreateRevision(revision - random.nextInt(5));
            case MOD -> compare.setModRevision(revision - random.nextInt(5));
            case VALUE -> compare.setValue(bytes("v" + random.nextInt(5)));
            case LEASE -> compare.setLease(random.nextInt(3));
            case UNRECOGNIZED -> throw new IllegalStateException("no such target");
        }
        if (chance(4)) {
            compare.setRangeEnd(end());
        }
        return compare.build();
    }
}
