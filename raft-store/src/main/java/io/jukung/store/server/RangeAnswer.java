package io.jukung.store.server;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.Reads;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.wire.WireMessage;
import io.jukung.store.wire.WireWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One Range call for many keys, within its share of the {@link ResponseMemory}. A response that is short is written to a buffer
 * and sent; a {@linkplain LongResponse long} one is measured, and then written as fast as the client takes it.
 */
final class RangeAnswer {

    /** What is reserved before a response's size is known, and about what a long one takes. */
    private static final int SHARE_BYTES = 2 << 20;

    /** So much is written before it is known whether there is more: a page of a Kubernetes list. */
    private static final int SHORT_BYTES = 1 << 20;

    /** To sort, all of a range must be in memory, however large: so few at a time. */
    private static final int SORTED_AT_ONCE = 4;

    private static final int FIRST_BUFFER_BYTES = 4 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Requests requests;
    private final ResponseMemory memory;
    private final Caller caller;
    private final RangeRequest request;
    private final ServerCallStreamObserver<WireMessage> observer;
    private final CallMemory.Connection connection;
    private final Pace pace;
    private volatile ResponseMemory.@Nullable Share share;
    private volatile @Nullable CompletableFuture<?> waiting;
    /** While the response is read from it. One step after the other uses it. */
    private volatile LongResponse.@Nullable Source source;

    RangeAnswer(
            Requests requests,
            ResponseMemory memory,
            Caller caller,
            RangeRequest request,
            ServerCallStreamObserver<WireMessage> observer,
            CallMemory.Connection connection,
            Runnable flush) {
        this.requests = requests;
        this.memory = memory;
        this.caller = caller;
        this.request = request;
        this.observer = observer;
        this.connection = connection;
        pace = new Pace(observer, flush, () -> memory.waiting() > 0);
    }

    /** Answers. Called where the call arrived. */
    void start() {
        observer.setOnReadyHandler(pace::changed);
        observer.setOnCancelHandler(this::ended);
        observer.setOnCloseHandler(this::ended);
        var deadline = Context.current().getDeadline();
        var patience = deadline == null ? PATIENCE : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        boolean plain = Reads.isPlain(request);
        requests.beginRange(request)
                .thenCompose(passed -> reserve(plain ? SHARE_BYTES : memory.capacity() / SORTED_AT_ONCE, patience))
                .thenCompose(reserved -> plain ? serializable(generation -> read()) : serializable(this::readSorted))
                .thenAccept(this::send)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        closeSource();
                        ended();
                        observer.onError(EtcdError.translate(failure));
                    }
                });
    }

    /** Reads what the caller is permitted now; asked again for every piece, as the client may take its time. */
    <T> CompletableFuture<T> serializable(Requests.Read<T> read) {
        return requests.serializable(caller, authorizer -> authorizer.range(request), read);
    }

    private CompletableFuture<Void> reserve(long bytes, Duration patience) {
        var asked = memory.reserve(connection, bytes, patience);
        waiting = asked;
        return asked.thenAccept(answer -> {
            var granted = answer.orElseThrow(EtcdError.TOO_MANY_REQUESTS::asException);
            share = granted;
            // The call may have ended before anybody knew of the share.
            if (observer.isCancelled()) {
                granted.release();
            }
        });
    }

    /** The client has all of it, or has gone. */
    private void ended() {
        pace.changed();
        var asked = waiting;
        if (asked != null) {
            asked.completeExceptionally(Status.CANCELLED.asException());
        }
        var held = share;
        if (held != null) {
            held.release();
        }
    }

    /** The response. Not sent yet: whether the caller was permitted to read it is asked once more. */
    private WireMessage read() throws RejectedException {
        var opened = LongResponse.Source.open(requests.state().hold(), request);
        source = opened;
        RangeCursor cursor = opened.cursor();
        var out = new WireWriter(FIRST_BUFFER_BYTES);
        requests.headers().write(out, RangeResponse.HEADER_FIELD_NUMBER, cursor.revision());
        cursor.write(out, Integer.MAX_VALUE, SHORT_BYTES);
        if (!cursor.isDone()) {
            return LongResponse.measure(out, cursor, this, pace);
        }
        end(out, cursor);
        closeSource();
        return out;
    }

    private WireMessage readSorted(StateGeneration generation) throws RejectedException {
        return WireMarshaller.of(
                requests.headers().fill(generation.state().reads().range(request)));
    }

    private void send(WireMessage response) {
        if (source != null) {
            Thread.ofVirtual().name("store-range").start(() -> {
                try {
                    sendNow(response);
                } finally {
                    closeSource();
                }
            });
            return;
        }
        var held = share;
        if (held != null) {
            // Until the client has taken it, it is counted among what its connection holds.
            held.release();
        }
        sendNow(response);
    }

    private void sendNow(WireMessage response) {
        if (!observer.isCancelled()) {
            observer.onNext(response);
            observer.onCompleted();
        }
    }

    private void closeSource() {
        var opened = source;
        if (opened != null) {
            source = null;
            opened.close();
        }
    }

    /** Appends what follows the last key. */
    static void end(WireWriter out, RangeCursor cursor) {
        out.number(RangeResponse.MORE_FIELD_NUMBER, cursor.more() ? 1 : 0);
        out.number(RangeResponse.COUNT_FIELD_NUMBER, cursor.count());
        out.setKeys(cursor.count());
    }
}
