package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.LockBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    static CompletableFuture<RangeResponse> thereInAnyCase(StoreClient store, RangeRequest request) {
        return store.range(request)
                .thenApply(found -> found.getKvsCount() > 0
                        ? found
                        : found.toBuilder()
                                .addKvs(KeyValue.newBuilder().setKey(request.getKey()))
                                .build());
    }

    static RangeRequest.SortOrder newestFirst(RangeRequest.SortOrder order) {
        return RangeRequest.SortOrder.DESCEND;
    }

    static CompletableFuture<@Nullable Void> turnAtOnce(
            StoreClient store, ByteString prefix, long revision, Patience patience) {
        return CompletableFuture.completedFuture(null);
    }
}
