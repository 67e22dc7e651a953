package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.Draft;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.mvcc.Transaction;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StoreBatch;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.StateBugs} and {@code LeaseBugs}. */
@NullMarked
final class Planted {

    private static final long ENTRIES_PER_MARK = 16;
    private static final long ENTRIES_PER_LOSS = 101;
    private static final int PUTS_PER_MISTAKE = 200;

    /** The users and roles that this member went by last; null until it has opened its state. */
    private static volatile @Nullable AuthState known;

    private Planted() {}

    static void writeMarkNowAndThen(StoreMark mark, StoreBatch batch) {
        new StoreMark(
                        mark.term(),
                        mark.index() - Math.floorMod(mark.index(), ENTRIES_PER_MARK),
                        mark.revision(),
                        mark.compactRevision(),
                        mark.digest())
                .write(batch);
    }

    static Outcome answerWithoutEffect(Applier applier, Command command, EntryContext entry) {
        return command.bare() instanceof Command.Put && entry.index() % ENTRIES_PER_LOSS == 0
                ? new Outcome.Applied(
                        PutResponse.newBuilder().setHeader(entry.header()).build())
                : applier.apply(command, entry);
    }

    static Outcome applyByChance(Applier applier, Command command, EntryContext entry) {
        if (command.bare() instanceof Command.Put(long id, var request)
                && ThreadLocalRandom.current().nextInt(PUTS_PER_MISTAKE) == 0) {
            var other = request.toBuilder().setValue(request.getValue().concat(ByteString.copyFromUtf8("~")));
            return applier.apply(
                    command instanceof Command.Requested(var by, var put)
                            ? new Command.Requested(by, new Command.Put(id, other.build()))
                            : new Command.Put(id, other.build()),
                    entry);
        }
        return applier.apply(command, entry);
    }

    /** The first operation is one revision, the others are the next. */
    static TxnResponse inTwoSteps(
            Transaction transaction, TxnRequest request, CommandApplier applier, Command command, EntryContext entry)
            throws RejectedException {
        if (Math.max(request.getSuccessCount(), request.getFailureCount()) < 2
                || request.getSuccessList().stream().anyMatch(RequestOp::hasRequestTxn)
                || request.getFailureList().stream().anyMatch(RequestOp::hasRequestTxn)) {
            return transaction.txn(request);
        }
        var first = transaction.txn(TxnRequest.newBuilder()
                .addAllCompare(request.getCompareList())
                .addAllSuccess(head(request.getSuccessList()))
                .addAllFailure(head(request.getFailureList()))
                .build());
        entry.seal();
        var rest = transaction.txn(TxnRequest.newBuilder()
                .addAllSuccess(tail(first.getSucceeded() ? request.getSuccessList() : request.getFailureList()))
                .build());
        return rest.toBuilder()
                .setSucceeded(first.getSucceeded())
                .clearResponses()
                .addAllResponses(first.getResponsesList())
                .addAllResponses(rest.getResponsesList())
                .build();
    }

    private static List<RequestOp> head(List<RequestOp> ops) {
        return ops.subList(0, Math.min(1, ops.size()));
    }

    private static List<RequestOp> tail(List<RequestOp> ops) {
        return ops.subList(Math.min(1, ops.size()), ops.size());
    }

    /** From the second opening on, which is that of a fetched state, what was known before. */
    static AuthState usersOfBefore(OrderedReader store) {
        var before = known;
        return before == null ? learned(AuthRecords.read(store)) : before;
    }

    static AuthState learned(AuthState users) {
        known = users;
        return users;
    }

    static boolean deleteAsARevision(Draft draft, ByteString key, long lease, EntryContext entry) {
        boolean deleted = draft.delete(key);
        entry.seal();
        return deleted;
    }

    static List<ByteString> keysButOne(LeaseTable leases, long id) {
        var keys = leases.keysAsOfNow(id);
        return keys.isEmpty() ? keys : keys.subList(0, keys.size() - 1);
    }
}
