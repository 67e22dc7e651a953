package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The member's services as one caller may use them, from any thread. Failures are gRPC's. */
final class StoreClient {

    /** What etcd gives a caller who brings no lease. */
    private static final long SESSION_TTL_SECONDS = 60;

    private final Channel channel;
    private final Context context;

    private StoreClient(Channel channel, Context context) {
        this.channel = channel;
        this.context = context;
    }

    /** For the call that is handled. */
    static StoreClient ofCaller(Channel channel) {
        return new StoreClient(channel, Context.current());
    }

    private <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request) {
        var answer = new CompletableFuture<R>();
        context.run(() -> ClientCalls.asyncUnaryCall(
                channel.newCall(method, CallOptions.DEFAULT), request, new StreamObserver<R>() {
                    @Override
                    public void onNext(R response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        // The message before it was the answer.
                    }
                }));
        return answer;
    }

    CompletableFuture<RangeResponse> range(RangeRequest request) {
        return call(KVGrpc.getRangeMethod(), request);
    }

    CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request);
    }

    CompletableFuture<DeleteRangeResponse> delete(ByteString key) {
        return call(
                KVGrpc.getDeleteRangeMethod(),
                DeleteRangeRequest.newBuilder().setKey(key).build());
    }

    /** The lease itself, or a new one for 0; nobody keeps that alive but the caller. */
    CompletableFuture<Long> lease(long id) {
        if (id != 0) {
            return CompletableFuture.completedFuture(id);
        }
        return call(
                        LeaseGrpc.getLeaseGrantMethod(),
                        LeaseGrantRequest.newBuilder()
                                .setTTL(SESSION_TTL_SECONDS)
                                .build())
                .thenApply(LeaseGrantResponse::getID);
    }

    /** A watch that was begun. */
    interface Watching {

        /** No event is handed on after this one; others may be on their way. */
        void stop();

        /** Another response is wanted; one was from the beginning. */
        void next();
    }

    /**
     * Watches.
     *
     * @param responses are handed one by one, each after {@link Watching#next}
     * @param ended once, when the service ended the stream
     */
    Watching watch(WatchCreateRequest create, Consumer<WatchResponse> responses, Consumer<Status> ended) {
        var before = context.attach();
        try {
            var watch = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
            watch.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(WatchResponse response) {
                            responses.accept(response);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.accept(status);
                        }
                    },
                    new Metadata());
            watch.request(1);
            watch.sendMessage(WatchRequest.newBuilder().setCreateRequest(create).build());
            return watching(watch);
        } finally {
            context.detach(before);
        }
    }

    private static Watching watching(ClientCall<WatchRequest, WatchResponse> watch) {
        return new Watching() {
            @Override
            public void stop() {
                watch.cancel("no longer needed", null);
            }

            @Override
            public void next() {
                watch.request(1);
            }
        };
    }

    /** As etcd's services, which are clients themselves, put it: whatever failed, code Unknown with its text. */
    static StatusRuntimeException unknown(@Nullable Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> unknown(wrapped.getCause());
            case StatusRuntimeException known
            when known.getStatus().getDescription() != null ->
                unknown(known.getStatus().getDescription());
            case null, default -> unknown(String.valueOf(failure));
        };
    }

    static StatusRuntimeException unknown(String text) {
        return Status.UNKNOWN.withDescription(text).asRuntimeException();
    }
}
