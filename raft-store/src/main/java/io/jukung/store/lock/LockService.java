package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.lock.LockGrpc;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.LockResponse;
import io.jukung.proto.etcd.lock.UnlockRequest;
import io.jukung.proto.etcd.lock.UnlockResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** etcd's Lock service. Whoever has the lock has its key; it is released by deleting the key, or by the end of the lease. */
public final class LockService extends LockGrpc.LockImplBase {

    private static final String SESSION_EXPIRED = "mutex: session is expired";

    private final Channel store;

    LockService(Channel store) {
        this.store = store;
    }

    @Override
    public void lock(LockRequest request, StreamObserver<LockResponse> observer) {
        var patience = new Patience();
        ((ServerCallStreamObserver<LockResponse>) observer).setOnCancelHandler(patience::end);
        var client = StoreClient.ofCaller(store);
        LockServices.answer(
                client.lease(request.getLease())
                        .thenCompose(lease -> acquire(client, request.getName(), lease, patience)),
                observer);
    }

    private static CompletableFuture<LockResponse> acquire(
            StoreClient client, ByteString name, long lease, Patience patience) {
        var prefix = Claims.prefix(name);
        var key = Claims.key(name, lease);
        var enter = TxnRequest.newBuilder()
                .addCompare(Claims.createdAt(key, 0))
                .addSuccess(Claims.put(key, ByteString.EMPTY, lease))
                .addSuccess(Claims.get(Claims.first(prefix)))
                .addFailure(Claims.get(Claims.one(key)))
                .addFailure(Claims.get(Claims.first(prefix)))
                .build();
        return client.txn(enter).thenCompose(entered -> {
            if (entered.getSucceeded() && patience.ended()) {
                return leave(client, key, new CancellationException("context canceled"));
            }
            long mine = createRevision(entered);
            var head = entered.getResponses(1).getResponseRange();
            if (head.getKvsCount() == 0 || head.getKvs(0).getCreateRevision() == mine) {
                return CompletableFuture.completedFuture(held(entered.getHeader(), key));
            }
            return Claims.awaitTurn(client, prefix, mine - 1, patience)
                    .thenCompose(turn -> client.range(Claims.one(key)))
                    .exceptionallyCompose(failure -> leave(client, key, failure))
                    .thenApply(still -> {
                        if (still.getKvsCount() == 0) {
                            throw StoreClient.unknown(SESSION_EXPIRED);
                        }
                        return held(still.getHeader(), key);
                    });
        });
    }

    private static long createRevision(TxnResponse entered) {
        return entered.getSucceeded()
                ? entered.getHeader().getRevision()
                : entered.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
    }

    private static LockResponse held(ResponseHeader header, ByteString key) {
        return LockResponse.newBuilder().setHeader(header).setKey(key).build();
    }

    /** Nobody waits behind a key that nobody wants; the failure stays the answer. */
    private static <T> CompletableFuture<T> leave(StoreClient client, ByteString key, Throwable failure) {
        return client.delete(key).handle((deleted, ignored) -> failure).thenCompose(CompletableFuture::<T>failedFuture);
    }

    @Override
    public void unlock(UnlockRequest request, StreamObserver<UnlockResponse> observer) {
        LockServices.answer(
                StoreClient.ofCaller(store)
                        .delete(request.getKey())
                        .thenApply(deleted -> UnlockResponse.newBuilder()
                                .setHeader(deleted.getHeader())
                                .build()),
                observer);
    }
}
