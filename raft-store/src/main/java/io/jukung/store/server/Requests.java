package io.jukung.store.server;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.wire.WireMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * How every service gets writes committed and reads served. Each way says for whom, and each read what that one must be permitted:
 * there is no other way to the state. What a write needs is decided when it is applied.
 */
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
    private final Identities identities;

    /**
     * Joins the ways a request can go.
     *
     * @param readers bounded pool of platform threads: reads block in native code
     */
    public Requests(
            MemberState state,
            Proposer proposer,
            ReadBarrier barrier,
            Executor readers,
            Headers headers,
            Identities identities) {
        this.state = state;
        this.proposer = proposer;
        this.barrier = barrier;
        this.readers = readers;
        this.headers = headers;
        this.identities = identities;
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

    Identities identities() {
        return identities;
    }

    /** Reads after everything acknowledged before. */
    <T> CompletableFuture<T> linearizable(Caller caller, Access access, Read<T> read) {
        return barrier().thenCompose(passed -> serializable(caller, access, read));
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

    long slowBarriers() {
        return barrier.retries();
    }

    /** Reads what this member has applied so far. */
    <T> CompletableFuture<T> serializable(Caller caller, Access access, Read<T> read) {
        return identities.of(caller).thenCompose(requester -> onReaders(requester, access, read));
    }

    private <T> CompletableFuture<T> onReaders(Requester requester, Access access, Read<T> read) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try (var held = state.hold()) {
                            return permitted(held, requester, access, read);
                        } catch (RejectedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    readers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(EtcdError.TOO_MANY_REQUESTS.asException());
        }
    }

    private static <T> T permitted(StateGeneration held, Requester requester, Access access, Read<T> read)
            throws RejectedException {
        var auth = held.state().auth();
        if (auth.enabled()) {
            access.check(new Authorizer(auth, requester, held.state().leases()::keys));
        }
        T result = read.from(held);
        var now = held.state().auth();
        if (now != auth && now.enabled() && !(requester instanceof Requester.Member)) {
            // What was read may be newer than the permissions.
            throw new RejectedException(Rejection.AUTH_OLD_REVISION);
        }
        return result;
    }

    /** For what reads nothing of the state: completed if the caller is permitted it now. */
    CompletableFuture<Void> permit(Caller caller, Access access) {
        if (caller.trusted() || !state.peek().auth().enabled()) {
            return CompletableFuture.completedFuture(null);
        }
        return this.<Boolean>serializable(caller, access, held -> true).thenAccept(permitted -> {});
    }

    /** Counts a range; completed when it may be read: after everything acknowledged before, unless it does not ask for that. */
    CompletableFuture<Void> beginRange(RangeRequest request) {
        ranges.increment();
        return request.getSerializable() ? CompletableFuture.completedFuture(null) : barrier();
    }

    /** Answers a range. */
    CompletableFuture<RangeResponse> range(Caller caller, RangeRequest request) {
        return range(
                caller,
                request,
                held -> held.state().reads().rangeFromMemory(request).map(headers::fill),
                held -> headers.fill(held.state().reads().range(request)));
    }

    /** The same for a connection, without an object for what comes from memory. */
    CompletableFuture<WireMessage> rangeOnWire(Caller caller, RangeRequest request) {
        return range(
                caller,
                request,
                held -> Optional.ofNullable(held.state().reads().wireRangeFromMemory(request, headers)),
                held -> WireMarshaller.of(headers.fill(held.state().reads().range(request))));
    }

    /** One key's newest record mostly is in memory: then without a hop to another thread. */
    private <T> CompletableFuture<T> range(
            Caller caller, RangeRequest request, Read<Optional<T>> fromMemory, Read<T> fromStorage) {
        Access access = authorizer -> authorizer.range(request);
        return beginRange(request).thenCompose(passed -> identities.of(caller)).thenCompose(requester -> {
            try (var held = state.hold()) {
                var known = permitted(held, requester, access, fromMemory);
                if (known.isPresent()) {
                    return CompletableFuture.completedFuture(known.get());
                }
            } catch (RejectedException e) {
                return CompletableFuture.failedFuture(e);
            }
            return onReaders(requester, access, fromStorage);
        });
    }

    /** The response of a committed command, its header filled in. */
    <R extends MessageLite> CompletableFuture<R> commit(Caller caller, Command command, Class<R> response) {
        return identities.of(caller).thenCompose(requester -> commit(requester, command, response));
    }

    /** The same for who has been identified already. */
    <R extends MessageLite> CompletableFuture<R> commit(Requester requester, Command command, Class<R> response) {
        var attributed = requester instanceof Requester.Anonymous ? command : new Command.Requested(requester, command);
        return proposer.propose(attributed).handle((outcome, failure) -> switch (outcome) {
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
