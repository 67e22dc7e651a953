package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.mvcc.Event.EventType;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A place in the queue for a lock or an election, as etcd's clients keep it: a key {@code NAME/LEASE} on a lease of ours;
 * the oldest key has its turn.
 */
final class Turn implements AutoCloseable {

    private final StoreConnection store;
    private final ByteString name;
    private final long lease;
    private final long seconds;
    private final ByteString key;
    private final CountDownLatch lost = new CountDownLatch(1);
    private final Thread closing = Thread.ofPlatform().unstarted(this::leave);
    private volatile boolean left;
    private long created;
    private long revision;

    private Turn(StoreConnection store, ByteString name, long lease, long seconds) {
        this.store = store;
        this.name = name;
        this.lease = lease;
        this.seconds = seconds;
        this.key = name.concat(ByteString.copyFromUtf8(Long.toHexString(lease)));
    }

    /**
     * Queues up and waits for the turn. The place is given up by {@link #close} and when this process is asked to end.
     *
     * @param seconds how long the place is kept for a process that died
     */
    static Turn take(StoreConnection store, String name, ByteString value, long seconds) {
        var lease = store.call(channel -> LeaseGrpc.newBlockingStub(channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(seconds).build()));
        var turn = new Turn(store, ByteString.copyFromUtf8(name + "/"), lease.getID(), lease.getTTL());
        Runtime.getRuntime().addShutdownHook(turn.closing);
        Thread.ofVirtual().start(turn::keep);
        turn.queue(value);
        turn.await();
        return turn;
    }

    ByteString key() {
        return key;
    }

    /** The store's revision when the place was taken. */
    long revision() {
        return revision;
    }

    RangeResponse read() {
        return store.call(channel -> KVGrpc.newBlockingStub(channel)
                .range(RangeRequest.newBuilder().setKey(key).build()));
    }

    /** Returns once the lease could not be renewed any more. */
    void awaitLoss() {
        try {
            lost.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try (var renewal = LeaseRenewal.start(store, lease)) {
            for (var answer = renewal.next(); answer.getTTL() > 0; answer = renewal.nextInTime(answer)) {
                if (left) {
                    return;
                }
            }
        } catch (StatusRuntimeException e) {
            if (!left) {
                lost.countDown();
            }
        }
        lost.countDown();
    }

    private void queue(ByteString value) {
        var answer = store.call(channel -> KVGrpc.newBlockingStub(channel)
                .txn(TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setTarget(Compare.CompareTarget.CREATE)
                                .setResult(Compare.CompareResult.EQUAL)
                                .setKey(key)
                                .setCreateRevision(0))
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder()
                                        .setKey(key)
                                        .setValue(value)
                                        .setLease(lease)))
                        .build()));
        revision = answer.getHeader().getRevision();
        created = revision;
    }

    private void await() {
        while (true) {
            var before = store.call(channel -> KVGrpc.newBlockingStub(channel)
                    .range(RangeRequest.newBuilder()
                            .setKey(name)
                            .setRangeEnd(KeyRange.after(name))
                            .setSortOrder(RangeRequest.SortOrder.DESCEND)
                            .setSortTarget(RangeRequest.SortTarget.CREATE)
                            .setMaxCreateRevision(created - 1)
                            .setLimit(1)
                            .build()));
            if (before.getKvsCount() == 0) {
                return;
            }
            awaitDeletion(store, before.getKvs(0).getKey(), before.getHeader().getRevision() + 1);
        }
    }

    private static void awaitDeletion(StoreConnection store, ByteString key, long from) {
        new Watching(
                        store,
                        WatchCreateRequest.newBuilder()
                                .setKey(key)
                                .setStartRevision(from)
                                .build(),
                        response -> response.getEventsList().stream()
                                .noneMatch(event -> event.getType() == EventType.DELETE))
                .follow();
    }

    /** Tells who leads an election, whenever that changes, without end. */
    static void observe(StoreConnection store, String election, Consumer<RangeResponse> shown) {
        var name = ByteString.copyFromUtf8(election + "/");
        while (true) {
            var first = store.call(channel -> KVGrpc.newBlockingStub(channel)
                    .range(RangeRequest.newBuilder()
                            .setKey(name)
                            .setRangeEnd(KeyRange.after(name))
                            .setSortOrder(RangeRequest.SortOrder.ASCEND)
                            .setSortTarget(RangeRequest.SortTarget.CREATE)
                            .setLimit(1)
                            .build()));
            boolean led = first.getKvsCount() > 0;
            if (led) {
                shown.accept(first.toBuilder().clearCount().clearMore().build());
            }
            var watched = WatchCreateRequest.newBuilder()
                    .setKey(led ? first.getKvs(0).getKey() : name)
                    .setRangeEnd(led ? ByteString.EMPTY : KeyRange.after(name))
                    .setStartRevision(first.getHeader().getRevision() + 1)
                    .build();
            new Watching(store, watched, response -> {
                        for (var event : response.getEventsList()) {
                            if (!led || event.getType() == EventType.DELETE) {
                                return false;
                            }
                            shown.accept(RangeResponse.newBuilder()
                                    .setHeader(response.getHeader())
                                    .addKvs(event.getKv())
                                    .build());
                        }
                        return true;
                    })
                    .follow();
        }
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(closing);
        } catch (IllegalStateException ending) {
            // The hook has called leave() too; it is done once.
            return;
        }
    }

    /** Gives the place to the next: the key first, so that a lost answer to the rest does no harm. */
    private synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        try {
            store.call(channel -> KVGrpc.newBlockingStub(channel)
                    .deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build()));
            store.call(channel -> LeaseGrpc.newBlockingStub(channel)
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build()));
        } catch (StatusRuntimeException e) {
            System.err.println("the lock is given up in at most " + seconds + " s: " + KvFailure.told(e));
        }
    }
}
