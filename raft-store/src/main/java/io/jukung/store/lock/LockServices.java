package io.jukung.store.lock;

import io.grpc.Channel;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The two services, and how both answer. */
public final class LockServices {

    private LockServices() {}

    /**
     * The Lock and the Election service.
     *
     * @param store the member's KV, Lease and Watch services with the interceptors that clients' calls pass
     */
    public static List<ServerServiceDefinition> of(List<ServerServiceDefinition> store) {
        Channel channel = new LocalChannel(store);
        var caller = new Caller.Interceptor();
        return List.of(
                ServerInterceptors.intercept(new LockService(channel), caller),
                ServerInterceptors.intercept(new ElectionService(channel), caller));
    }

    static <R> void answer(CompletableFuture<R> result, StreamObserver<R> observer) {
        result.whenComplete((response, failure) -> {
            try {
                if (response != null) {
                    observer.onNext(response);
                    observer.onCompleted();
                } else {
                    observer.onError(StoreClient.unknown(failure));
                }
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.CANCELLED) {
                    throw e;
                }
            }
        });
    }
}
