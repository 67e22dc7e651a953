package io.jukung.chaos.sim.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.jukung.chaos.sim.kernel.SimLoop;
import io.jukung.chaos.sim.kernel.SimTimer;
import io.jukung.chaos.sim.raft.RaftNode;
import io.jukung.platform.Clock;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.store.v1.CurrentTermReply;
import io.jukung.proto.store.v1.LeaseReply;
import io.jukung.proto.store.v1.ReadIndexReply;
import io.jukung.store.Release;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandFormats;
import io.jukung.store.apply.Outcome;
import io.jukung.store.member.CompactionListener;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MemberState;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One life of a member: the production classes, wired as the product wires them, on a simulated machine. */
final class StoreProcess {

    private static final long MICRO = 1_000;
    private static final long PROGRESS_MILLIS = 700;

    private static final CompactionListener NOBODY = new CompactionListener() {
        @Override
        public void step(long nanos, long removed) {}

        @Override
        public void finished(long nanos) {}
    };

    /** A read of a member's state. */
    interface Read<T> {
        T from(io.jukung.store.member.StateGeneration held) throws RejectedException;
    }

    private final SimMember member;
    private final MemberState state;
    private final RaftNode<ApplyResult> log;
    private final LeadershipProof proof;
    private final Proposer proposer;
    private final ReadBarrier barrier;
    private final LeaseKeeper leases;
    private final SimLoop readers;
    private final SimLoop watchLoop;

    StoreProcess(SimMember member, StoreWorld world) {
        this.member = member;
        var machine = member.machine();
        var plan = world.plan();
        var timer = new SimTimer(machine);
        var clock = world.flaw() == StoreFlaw.WALL_CLOCK_LEASES ? member.clock().wallAsMonotonic() : member.clock();
        watchLoop = new SimLoop(machine, 20 * MICRO);
        readers = new SimLoop(machine, 50 * MICRO);
        var worker = new SimLoop(machine, 500 * MICRO);
        var hubLoop = new SimLoop(machine, 10 * MICRO);
        var limits =
                new WatchLimits(plan.ringRevisions(), 1 << 20, 200, 1 << 20, 1 + plan.ringRevisions() / 2, 1 << 20);
        try {
            state = new MemberState(
                    member.stateDisk(),
                    plan.recentBytes(),
                    Release.THIS,
                    fresh -> new WatchHub(
                            fresh, revision -> world.header(member.id(), fresh, revision), watchLoop, limits),
                    worker,
                    timer,
                    (what, cause) ->
                            world.kernel().violated("no fault", "m" + member.id() + ": " + what + ": " + cause),
                    nanos -> {},
                    NOBODY);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail", e);
        }
        var peers = new SimPeers(
                new PeerIdentity(StoreWorld.CLUSTER, member.id()), machine, world.network(), world.callees());
        state.connect(peers);
        state.onApplied(applied -> world.truth().applied(member.id(), applied));
        log = new RaftNode<>(world.raft(), machine, member.raftDisk(), state);
        var electionTimeout = Duration.ofNanos(plan.raft().electionTimeout());
        var groupCommit =
                new GroupCommit(log, () -> state.peek().cluster().version().format(), CommandFormats::since, hubLoop);
        proof = new LeadershipProof(log, provers(peers, world.flaw()), electionTimeout);
        proposer = proposer(groupCommit, peers, clock, timer, electionTimeout.multipliedBy(5));
        barrier = new ReadBarrier(
                log, proof, state.progress(), peers, clock, timer, electionTimeout, electionTimeout.multipliedBy(5));
        leases = new LeaseKeeper(
                log, proof, groupCommit, state, peers, clock, timer, electionTimeout, electionTimeout.multipliedBy(5));
        leases.start();
        world.callees().put(member.id(), new SimPeers.Callee(machine, this::handle));
        log.start();
        timer.scheduleWithFixedDelay(
                () -> {
                    try (var held = state.hold()) {
                        held.hub().notifyProgress();
                    }
                },
                PROGRESS_MILLIS,
                PROGRESS_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private Proposer proposer(GroupCommit groupCommit, Peers peers, Clock clock, SimTimer timer, Duration timeout) {
        return new Proposer(
                log,
                groupCommit,
                (change, proposal) -> proposal.get(),
                state.progress(),
                peers,
                clock,
                timer,
                timer,
                timeout);
    }

    /** Whom the leader asks whether it still leads. */
    private Peers provers(Peers peers, StoreFlaw flaw) {
        if (flaw != StoreFlaw.LEADS_UNPROVEN) {
            return peers;
        }
        return new Peers() {
            @Override
            public PeerIdentity self() {
                return peers.self();
            }

            @Override
            public CompletableFuture<byte[]> call(long other, PeerMethod method, byte[] request, Duration timeout) {
                return CompletableFuture.completedFuture(CurrentTermReply.newBuilder()
                        .setTerm(log.term())
                        .build()
                        .toByteArray());
            }
        };
    }

    /** As the product's PeerRequests; checkpoints are the simulated disk's. */
    private CompletableFuture<byte[]> handle(long from, PeerMethod method, byte[] request) {
        return switch (method) {
            case CURRENT_TERM ->
                CompletableFuture.completedFuture(CurrentTermReply.newBuilder()
                        .setTerm(log.term())
                        .build()
                        .toByteArray());
            case READ_INDEX ->
                proof.prove().thenApply(index -> {
                    log.tellCommit(from);
                    var reply = ReadIndexReply.newBuilder();
                    index.ifPresent(reply::setIndex);
                    return reply.build().toByteArray();
                });
            case PROPOSE -> proposer.answerForwarded(request).whenComplete((done, failure) -> log.tellCommit(from));
            case KEEP_ALIVE -> leases.answerKeepAlive(request);
            case TIME_TO_LIVE -> leases.answerTimeToLive(request);
            default -> CompletableFuture.failedFuture(new InvalidProtocolBufferException("not simulated: " + method));
        };
    }

    MemberState state() {
        return state;
    }

    RaftNode<ApplyResult> log() {
        return log;
    }

    SimLoop watchLoop() {
        return watchLoop;
    }

    SimMember member() {
        return member;
    }

    /** Gets a command committed. */
    CompletableFuture<Outcome> write(Command command, StoreFlaw flaw) {
        var outcome = proposer.propose(command);
        return flaw != StoreFlaw.RETRIES_UNKNOWN
                ? outcome
                : outcome.exceptionallyCompose(failure -> failure instanceof ProposalException.OutcomeUnknown
                        ? proposer.propose(command)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Reads a range, after everything acknowledged before unless the request does not ask for that. */
    CompletableFuture<RangeResponse> range(RangeRequest request, StoreFlaw flaw) {
        return pass(request.getSerializable() || flaw == StoreFlaw.READS_LOCALLY)
                .thenCompose(passed -> {
                    try (var held = state.hold()) {
                        var known = held.state().reads().rangeFromMemory(request);
                        if (known.isPresent()) {
                            return CompletableFuture.completedFuture(known.get());
                        }
                    }
                    return onReaders(held -> held.state().reads().range(request));
                });
    }

    /** Reads by a transaction. */
    CompletableFuture<TxnResponse> readOnly(TxnRequest request) {
        return pass(false)
                .thenCompose(passed -> onReaders(held -> held.state().reads().readOnlyTxn(request)));
    }

    private CompletableFuture<Void> pass(boolean serializable) {
        return serializable ? CompletableFuture.completedFuture(null) : barrier.pass();
    }

    private <T> CompletableFuture<T> onReaders(Read<T> read) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var held = state.hold()) {
                        return read.from(held);
                    } catch (RejectedException e) {
                        throw new CompletionException(e);
                    }
                },
                readers);
    }

    CompletableFuture<LeaseReply> keepAlive(long id) {
        return leases.keepAlive(id);
    }

    CompletableFuture<LeaseReply> timeToLive(long id) {
        return leases.timeToLive(id);
    }

    /** The response of an outcome, or why there is none. */
    static <M extends Message> Function<Outcome, M> answer(Class<M> type) {
        return outcome -> switch (outcome) {
            case Outcome.Applied applied -> type.cast(applied.response());
            case Outcome.Rejected rejected -> throw new CompletionException(new RejectedException(rejected.reason()));
        };
    }
}
