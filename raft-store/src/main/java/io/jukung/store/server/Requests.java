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
import java.util.concurrent.atomic.LongAdder;

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
    private final LongAdder ranges = new LongAdder();
    private final LongAdder failedProposals = new LongAdder();

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
        return barrier().thenCompose(passed -> serializable(read));
    }

    CompletableFuture<Void> barrier() {
        return barrier.pass();
    }

    long ranges() {
        return ranges.sum();
    }

    long failedProposals() {
        return failedProposals.sum();
    }

    long failedBarriers() {
        return barrier.failures();
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
        ranges.increment();
        var start = request.getSerializable() ? CompletableFuture.<Void>completedFuture(null) : barrier();
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
        return proposer.propose(command).handle((outcome, failure) -> switch (outcome) {
            case Outcome.Applied(var applied) -> headers.fill(response.cast(applied));
            case Outcome.Rejected(var reason) -> throw EtcdError.of(reason).asException();
            case null -> {
                failedProposals.increment();
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
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
