package io.jukung.store.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RangeStreamResponse;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.storage.StorageFault;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One RangeStream call: pieces of the range at one revision, made only as fast as the client takes them.
 * Header, count and more come with the last piece. One thread at a time works on it.
 */
final class RangeStreaming {

    static final Status UNSUPPORTED = Status.UNIMPLEMENTED.withDescription(
            "etcdserver: RangeStream supports neither sorting nor revision filters");

    private static final int MAX_PIECE_KEYS = 10_000;

    private final Requests requests;
    private final Caller caller;
    private final RangeRequest request;
    private final ServerCallStreamObserver<RangeStreamResponse> observer;
    private final int maxPieceBytes;
    private final AtomicBoolean working = new AtomicBoolean();
    private @Nullable StateGeneration held;
    private @Nullable RangeCursor cursor;
    private boolean ended;
    /** Starts small, so that the first answer is quick. */
    private int pieceKeys = 10;

    RangeStreaming(
            Requests requests,
            Caller caller,
            RangeRequest request,
            ServerCallStreamObserver<RangeStreamResponse> observer,
            int maxPieceBytes) {
        this.requests = requests;
        this.caller = caller;
        this.request = request;
        this.observer = observer;
        this.maxPieceBytes = maxPieceBytes;
        observer.setOnReadyHandler(this::work);
        observer.setOnCancelHandler(this::work);
    }

    /** As etcd: a range in key order without filters. */
    static boolean supports(RangeRequest request) {
        return request.getSortOrder() == RangeRequest.SortOrder.NONE
                && request.getSortTarget() == RangeRequest.SortTarget.KEY
                && request.getMinModRevision() == 0
                && request.getMaxModRevision() == 0
                && request.getMinCreateRevision() == 0
                && request.getMaxCreateRevision() == 0;
    }

    private volatile boolean started;

    void start() {
        started = true;
        work();
    }

    private void work() {
        if (!started || !working.compareAndSet(false, true)) {
            return;
        }
        // Asked again for every piece: the client may take its time.
        Access access = authorizer -> authorizer.range(request);
        requests.<Boolean>serializable(caller, access, generation -> sendWhileReady())
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        end();
                        observer.onError(EtcdError.translate(failure));
                        return;
                    }
                    working.set(false);
                    if (!done && (observer.isReady() || observer.isCancelled())) {
                        work();
                    }
                });
    }

    private boolean sendWhileReady() throws RejectedException {
        if (ended) {
            return true;
        }
        try {
            if (cursor == null) {
                held = requests.state().hold();
                cursor = held.state().reads().open(request);
            }
            while (observer.isReady() && !observer.isCancelled()) {
                var piece = cursor.next(pieceKeys, maxPieceBytes);
                if (piece.isEmpty()) {
                    var last = RangeResponse.newBuilder()
                            .setHeader(requests.headers().at(requests.revision()))
                            .setMore(cursor.more())
                            .setCount(cursor.count());
                    observer.onNext(RangeStreamResponse.newBuilder()
                            .setRangeResponse(last)
                            .build());
                    end();
                    observer.onCompleted();
                    return true;
                }
                observer.onNext(RangeStreamResponse.newBuilder()
                        .setRangeResponse(RangeResponse.newBuilder().addAllKvs(piece))
                        .build());
                pieceKeys = Math.min(pieceKeys * 2, MAX_PIECE_KEYS);
            }
        } catch (StorageFault e) {
            end();
            throw e;
        }
        if (observer.isCancelled()) {
            end();
        }
        return ended;
    }

    private void end() {
        ended = true;
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
        if (held != null) {
            held.close();
            held = null;
        }
    }
}
