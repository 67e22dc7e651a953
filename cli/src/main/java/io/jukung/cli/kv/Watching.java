package io.jukung.cli.kv;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchProgressRequest;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Follows changes; a broken stream goes on where it broke, at whichever member answers. */
final class Watching {

    private static final long PAUSE_MILLIS = 500;

    private final StoreConnection store;
    private final WatchCreateRequest created;
    private final Predicate<WatchResponse> more;
    private volatile long next;
    private volatile @Nullable Stream current;

    /**
     * A watch that is not yet open.
     *
     * @param more gets each response with changes, progress or a cancellation, one at a time; false ends the watch. The
     *     next is not taken from the network before it returns.
     */
    Watching(StoreConnection store, WatchCreateRequest created, Predicate<WatchResponse> more) {
        this.store = store;
        this.created = created;
        this.more = more;
        this.next = created.getStartRevision();
    }

    /**
     * Follows until the receiver has enough or the server cancels.
     *
     * @throws StatusRuntimeException where the store refuses
     */
    void follow() {
        while (true) {
            var stream = new Stream();
            current = stream;
            try {
                stream.open();
                stream.ended.get();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Status.CANCELLED.asRuntimeException();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof StatusRuntimeException broken)) {
                    throw e.getCause() instanceof RuntimeException failure
                            ? failure
                            : new IllegalStateException(e.getCause());
                }
                if (broken.getStatus().getCode() != Status.Code.UNAVAILABLE && !store.forgets(broken)) {
                    throw broken;
                }
                pause();
            }
        }
    }

    /** Asks the server how far it is; the answer comes like changes do. */
    void progress() {
        var stream = current;
        if (stream != null) {
            stream.progress();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.asRuntimeException();
        }
    }

    private final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {

        private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        private @Nullable ClientCallStreamObserver<WatchRequest> requests;

        void open() {
            var opened = WatchGrpc.newStub(store.stream()).watch(this);
            synchronized (this) {
                opened.onNext(WatchRequest.newBuilder()
                        .setCreateRequest(created.toBuilder().setStartRevision(next))
                        .build());
            }
        }

        synchronized void progress() {
            var open = requests;
            if (open != null && !ended.isDone()) {
                open.onNext(WatchRequest.newBuilder()
                        .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                        .build());
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            requests = stream;
        }

        @Override
        public void onNext(WatchResponse response) {
            if (response.getCreated() && !response.getCanceled()) {
                if (next == 0) {
                    next = response.getHeader().getRevision() + 1;
                }
                return;
            }
            // The refusal of a call comes as a text in an answer here.
            if (response.getCanceled() && response.getCancelReason().contains(StoreConnection.INVALID_TOKEN)) {
                end(Status.UNAUTHENTICATED
                        .withDescription(StoreConnection.INVALID_TOKEN)
                        .asRuntimeException());
                return;
            }
            try {
                boolean wanted = more.test(response);
                if (response.getHeader().getRevision() >= next && response.getEventsCount() > 0) {
                    next = response.getEvents(response.getEventsCount() - 1)
                                    .getKv()
                                    .getModRevision()
                            + 1;
                }
                if (!wanted || response.getCanceled()) {
                    end(null);
                }
            } catch (RuntimeException e) {
                end(e);
            }
        }

        private void end(@Nullable RuntimeException failure) {
            if (failure == null) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(failure);
            }
            var open = requests;
            if (open != null) {
                open.cancel("enough", null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(
                    failure instanceof StatusRuntimeException told
                            ? told
                            : Status.fromThrowable(failure).asRuntimeException());
        }

        @Override
        public void onCompleted() {
            ended.completeExceptionally(Status.UNAVAILABLE
                    .withDescription("the store ended the stream")
                    .asRuntimeException());
        }
    }
}
