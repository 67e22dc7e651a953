package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * How contenders for a name queue up, as etcd's clients and services do, so that they may queue with ours: each puts a key {@code
 * name/<lease in hex>}, and whose key was created first is at the head. A lease that ends takes its key out of the queue.
 */
final class Claims {

    private Claims() {}

    static ByteString prefix(ByteString name) {
        return name.concat(ByteString.copyFromUtf8("/"));
    }

    static ByteString key(ByteString name, long lease) {
        var hex = lease < 0 ? "-" + Long.toHexString(-lease) : Long.toHexString(lease);
        return prefix(name).concat(ByteString.copyFromUtf8(hex));
    }

    static Compare createdAt(ByteString key, long revision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(revision)
                .build();
    }

    static RequestOp put(ByteString key, ByteString value, long lease) {
        return RequestOp.newBuilder()
                .setRequestPut(
                        PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
                .build();
    }

    static RequestOp get(RangeRequest range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    static RangeRequest one(ByteString key) {
        return RangeRequest.newBuilder().setKey(key).build();
    }

    /** The head of the queue. */
    static RangeRequest first(ByteString prefix) {
        return ends(prefix, RangeRequest.SortOrder.ASCEND).build();
    }

    private static RangeRequest.Builder ends(ByteString prefix, RangeRequest.SortOrder order) {
        return RangeRequest.newBuilder()
                .setKey(prefix)
                .setRangeEnd(end(prefix))
                .setSortTarget(RangeRequest.SortTarget.CREATE)
                .setSortOrder(order)
                .setLimit(1);
    }

    /** The end of what starts with the prefix, which ends with a slash. */
    static ByteString end(ByteString prefix) {
        return prefix.substring(0, prefix.size() - 1).concat(ByteString.copyFromUtf8("0"));
    }

    /**
     * Waits until no key of the queue is left that was created at {@code revision} or before: for the last of them to be deleted,
     * and so on, so that a contender that goes wakes one other only.
     */
    static CompletableFuture<Void> awaitTurn(StoreClient store, ByteString prefix, long revision, Patience patience) {
        var ahead = ends(prefix, RangeRequest.SortOrder.DESCEND)
                .setMaxCreateRevision(revision)
                .setKeysOnly(true)
                .build();
        return store.range(ahead).thenCompose(found -> {
            if (patience.ended()) {
                return CompletableFuture.failedFuture(new CancellationException("context canceled"));
            }
            if (found.getKvsCount() == 0) {
                return CompletableFuture.completedFuture(null);
            }
            return awaitDeletion(
                            store, found.getKvs(0).getKey(), found.getHeader().getRevision(), patience)
                    .thenCompose(gone -> awaitTurn(store, prefix, revision, patience));
        });
    }

    /** Completes also when the watch ends otherwise, for a member that installs a snapshot: to look again is right then. */
    private static CompletableFuture<Void> awaitDeletion(
            StoreClient store, ByteString key, long revision, Patience patience) {
        var deleted = new CompletableFuture<Void>();
        var create = WatchCreateRequest.newBuilder()
                .setKey(key)
                .setStartRevision(revision)
                .addFilters(WatchCreateRequest.FilterType.NOPUT)
                .build();
        var watching = new CompletableFuture<StoreClient.Watching>();
        watching.complete(store.watch(
                create,
                response -> {
                    if (isRefused(response)) {
                        deleted.completeExceptionally(Status.UNKNOWN
                                .withDescription(response.getCancelReason())
                                .asRuntimeException());
                    } else if (response.getCanceled()
                            || response.getEventsList().stream()
                                    .anyMatch(event -> event.getType() == Event.EventType.DELETE)) {
                        deleted.complete(null);
                    } else {
                        watching.thenAccept(StoreClient.Watching::next);
                    }
                },
                status -> deleted.complete(null)));
        patience.waitWith(() -> deleted.completeExceptionally(new CancellationException("context canceled")));
        return deleted.whenComplete((done, failure) -> watching.thenAccept(StoreClient.Watching::stop));
    }

    private static boolean isRefused(WatchResponse response) {
        return response.getCanceled() && response.getCompactRevision() == 0;
    }
}
