package io.jukung.store.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.platform.Clock;
import io.jukung.proto.store.v1.LeaseQuery;
import io.jukung.proto.store.v1.LeaseReply;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.lease.ExpiryQueue;
import io.jukung.store.lease.Renewal;
import io.jukung.store.peer.PeerException;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import io.jukung.store.replication.Deadline;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.ReplicatedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * The life of leases: kept by the leader alone, which answers a keep-alive only after proving that it
 * still leads, and proposes the end of leases guarded by its term. Other members ask it.
 */
public final class LeaseKeeper {

    private static final long TICK_MILLIS = 100;
    /** etcd's rate: a storm of expiries must not paralyse the store. */
    private static final int MAX_EXPIRIES_A_TICK = 100;

    private static final long RETRY_MILLIS = 50;
    private static final long UNLED = -1;

    private final ReplicatedLog<ApplyResult> log;
    private final LeadershipProof proof;
    private final GroupCommit groupCommit;
    private final MemberState state;
    private final Peers peers;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Duration electionTimeout;
    private final Duration requestTimeout;

    /** Guards itself and {@link #promotedTerm}. */
    private final ExpiryQueue queue = new ExpiryQueue();

    private long promotedTerm = UNLED;
    private final LongAdder renewed = new LongAdder();

    public LeaseKeeper(
            ReplicatedLog<ApplyResult> log,
            LeadershipProof proof,
            GroupCommit groupCommit,
            MemberState state,
            Peers peers,
            Clock clock,
            ScheduledExecutorService timer,
            Duration electionTimeout,
            Duration requestTimeout) {
        this.log = log;
        this.proof = proof;
        this.groupCommit = groupCommit;
        this.state = state;
        this.peers = peers;
        this.clock = clock;
        this.timer = timer;
        this.electionTimeout = electionTimeout;
        this.requestTimeout = requestTimeout;
    }

    /** Starts to follow the state and the leadership. */
    public void start() {
        state.onApplied(applied -> {
            var result = applied.result();
            if (result.leaseEvents().isEmpty()) {
                return;
            }
            synchronized (queue) {
                long now = clock.nanoTime();
                result.leaseEvents().forEach(event -> queue.accept(event, now));
            }
        });
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        followLeadership();
        Command.LeaseExpire expiry;
        synchronized (queue) {
            if (!queue.isLeading()) {
                return;
            }
            var due = queue.due(clock.nanoTime(), MAX_EXPIRIES_A_TICK);
            if (due.isEmpty()) {
                return;
            }
            expiry = new Command.LeaseExpire(0, promotedTerm, due);
        }
        // What does not get through is due again after a while.
        groupCommit.propose(expiry).exceptionally(failure -> null);
    }

    /** Every term is a new leadership: all leases get their full time again, and an election time-out on top. */
    private void followLeadership() {
        boolean leads = log.leads();
        long term = log.term();
        synchronized (queue) {
            if (!leads) {
                queue.demote();
                promotedTerm = UNLED;
            } else if (promotedTerm != term) {
                try (var held = state.hold()) {
                    queue.promote(held.state().leases().all(), clock.nanoTime(), electionTimeout.toNanos());
                }
                promotedTerm = term;
            }
        }
    }

    /** Renews a lease wherever the leader is; fails with a {@link ProposalException} without one. */
    public CompletableFuture<LeaseReply> keepAlive(long id) {
        return ask(PeerMethod.KEEP_ALIVE, id, this::keepAliveHere);
    }

    /** Renewals this member has granted as leader. */
    public long renewals() {
        return renewed.sum();
    }

    /** What is left of a lease, as the leader reckons. */
    public CompletableFuture<LeaseReply> timeToLive(long id) {
        return ask(PeerMethod.TIME_TO_LIVE, id, this::timeToLiveHere);
    }

    private CompletableFuture<LeaseReply> ask(
            PeerMethod method, long id, LongFunction<CompletableFuture<LeaseReply>> here) {
        var result = new CompletableFuture<LeaseReply>();
        attempt(method, id, here, Deadline.in(requestTimeout, clock.nanoTime()), result);
        return result;
    }

    private void attempt(
            PeerMethod method,
            long id,
            LongFunction<CompletableFuture<LeaseReply>> here,
            Deadline deadline,
            CompletableFuture<LeaseReply> result) {
        once(method, id, here).whenComplete((reply, failure) -> {
            if (reply != null && reply.getState() != LeaseReply.State.NOT_LEADER) {
                result.complete(reply);
            } else if (deadline.passed(clock.nanoTime())) {
                result.completeExceptionally(new ProposalException.NotLeader("no leader answered"));
            } else {
                timer.schedule(() -> attempt(method, id, here, deadline, result), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private CompletableFuture<LeaseReply> once(
            PeerMethod method, long id, LongFunction<CompletableFuture<LeaseReply>> here) {
        long leader = log.leader();
        if (leader == peers.self().memberId()) {
            return here.apply(id);
        }
        if (leader == 0) {
            return CompletableFuture.failedFuture(new PeerException.NotSent("no leader"));
        }
        var query = LeaseQuery.newBuilder().setId(id).build().toByteArray();
        return peers.call(leader, method, query, electionTimeout).thenApply(bytes -> {
            try {
                return LeaseReply.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Answers another member's {@link #keepAlive}. */
    public CompletableFuture<byte[]> answerKeepAlive(byte[] query) {
        return answer(query, this::keepAliveHere);
    }

    /** Answers another member's {@link #timeToLive}. */
    public CompletableFuture<byte[]> answerTimeToLive(byte[] query) {
        return answer(query, this::timeToLiveHere);
    }

    private static CompletableFuture<byte[]> answer(byte[] query, LongFunction<CompletableFuture<LeaseReply>> here) {
        try {
            return here.apply(LeaseQuery.parseFrom(query).getId()).thenApply(LeaseReply::toByteArray);
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<LeaseReply> keepAliveHere(long id) {
        return keepAliveHere(id, Deadline.in(requestTimeout, clock.nanoTime()));
    }

    private CompletableFuture<LeaseReply> keepAliveHere(long id, Deadline deadline) {
        return proof.prove().thenCompose(proven -> {
            if (proven.isEmpty()) {
                return CompletableFuture.completedFuture(reply(LeaseReply.State.NOT_LEADER, 0, 0));
            }
            followLeadership();
            Renewal renewal;
            synchronized (queue) {
                renewal = queue.renew(id, clock.nanoTime());
            }
            return switch (renewal) {
                case Renewal.Renewed(long ttl) -> {
                    renewed.increment();
                    yield CompletableFuture.completedFuture(reply(LeaseReply.State.ALIVE, ttl, ttl));
                }
                case Renewal.Unknown unknown ->
                    CompletableFuture.completedFuture(reply(LeaseReply.State.UNKNOWN_LEASE, 0, 0));
                case Renewal.Expiring expiring -> onceEnded(id, deadline);
                case Renewal.NotLeader notLeader ->
                    CompletableFuture.completedFuture(reply(LeaseReply.State.NOT_LEADER, 0, 0));
            };
        });
    }

    /**
     * As in etcd the end of a lease is only told once it is applied: should it not get into the log, the next leader gives the
     * lease its full time again.
     */
    private CompletableFuture<LeaseReply> onceEnded(long id, Deadline deadline) {
        if (deadline.passed(clock.nanoTime())) {
            return CompletableFuture.completedFuture(reply(LeaseReply.State.NOT_LEADER, 0, 0));
        }
        var later = new CompletableFuture<Void>();
        timer.schedule(() -> later.complete(null), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        return later.thenCompose(now -> keepAliveHere(id, deadline));
    }

    private CompletableFuture<LeaseReply> timeToLiveHere(long id) {
        return proof.prove()
                .thenCompose(proven -> proven.isEmpty()
                        ? CompletableFuture.completedFuture(reply(LeaseReply.State.NOT_LEADER, 0, 0))
                        : state.progress().await(proven.getAsLong()).thenApply(applied -> {
                            followLeadership();
                            return remaining(id);
                        }));
    }

    private LeaseReply remaining(long id) {
        try (var held = state.hold()) {
            var lease = held.state().leases().find(id);
            synchronized (queue) {
                var left = queue.remainingSeconds(id, clock.nanoTime());
                return lease.isEmpty() || left.isEmpty()
                        ? reply(LeaseReply.State.UNKNOWN_LEASE, 0, 0)
                        : reply(
                                LeaseReply.State.ALIVE,
                                left.getAsLong(),
                                lease.get().ttlSeconds());
            }
        }
    }

    private static LeaseReply reply(LeaseReply.State state, long ttl, long granted) {
        return LeaseReply.newBuilder()
                .setState(state)
                .setTtlSeconds(ttl)
                .setGrantedTtlSeconds(granted)
                .build();
    }
}
