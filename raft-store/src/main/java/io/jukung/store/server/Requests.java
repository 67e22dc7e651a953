package io.jukung.store.server;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** How every service gets writes committed and reads served. */
public final class Requests {

    /** A read of the state, on the read pool. */
    @FunctionalInterface
    interface Read<T> {
        T from(StateGeneration generation) throws RejectedException;
    }

    private final MemberState state;
    private final Proposer proposer;
    private final ReadBarrier barrier;
    private final Executor readers;
    private final Headers headers;

    /**
     * Joins the ways a request can go.
     *
     * @param readers bounded pool of platform threads: reads block in native code
     */
    public Requests(MemberState state, Proposer proposer, ReadBarrier barrier, Executor readers, Headers headers) {
        this.state = state;
        this.proposer = proposer;
        this.barrier = barrier;
        this.readers = readers;
        this.headers = headers;
    }

    Headers headers() {
        return headers;
    }

    MemberState state() {
        return state;
    }

    long revision() {
        return state.peek().revision();
    }

    /** Reads after everything acknowledged before. */
    <T> CompletableFuture<T> linearizable(Read<T> read) {
        return barrier.pass().thenCompose(passed -> serializable(read));
    }

    CompletableFuture<Void> barrier() {
        return barrier.pass();
    }

    /** Reads what this member has applied so far. */
    <T> CompletableFuture<T> serializable(Read<T> read) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try (var held = state.hold()) {
                            return read.from(held);
                        } catch (RejectedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    readers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(EtcdError.TOO_MANY_REQUESTS.asException());
        }
    }

    /** Answers a range. One key's newest record mostly is in memory: then without a hop to another thread. */
    CompletableFuture<RangeResponse> range(RangeRequest request) {
        var start = request.getSerializable() ? CompletableFuture.<Void>completedFuture(null) : barrier.pass();
        return start.thenCompose(passed -> rangeHere(request));
    }

    private CompletableFuture<RangeResponse> rangeHere(RangeRequest request) {
        try (var held = state.hold()) {
            var known = held.state().reads().rangeFromMemory(request);
            if (known.isPresent()) {
                return CompletableFuture.completedFuture(headers.fill(known.get()));
            }
        }
        return serializable(held -> headers.fill(held.state().reads().range(request)));
    }

    /** The response of a committed command, its header filled in. */
    <R extends MessageLite> CompletableFuture<R> commit(Command command, Class<R> response) {
        return proposer.propose(command).thenApply(outcome -> switch (outcome) {
            case Outcome.Applied(var applied) -> headers.fill(response.cast(applied));
            case Outcome.Rejected(var reason) -> throw EtcdError.of(reason).asException();
        });
    }

    static <R> void answer(CompletableFuture<R> result, StreamObserver<R> observer) {
        result.whenComplete((response, failure) -> {
            try {
                if (response != null) {
                    observer.onNext(response);
                    observer.onCompleted();
                } else {
                    observer.onError(EtcdError.translate(failure));
                }
            } catch (io.grpc.StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.CANCELLED) {
                    throw e;
                }
            }
        });
    }
}
