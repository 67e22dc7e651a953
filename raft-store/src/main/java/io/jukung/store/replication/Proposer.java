package io.jukung.store.replication;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.jukung.platform.Clock;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.LeaseCheckpointResponse;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberPromoteResponse;
import io.jukung.proto.etcd.MemberRemoveResponse;
import io.jukung.proto.etcd.MemberUpdateResponse;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.store.v1.ProposeReply;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.Outcome;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.peer.PeerException;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gets a command committed, whoever leads: proposes here or forwards to the leader. What surely had no
 * effect is tried again until the request time-out; what may have had is never sent twice.
 */
public final class Proposer {

    private static final long RETRY_MILLIS = 25;

    /** What the leader looks at before it proposes a change of the members. */
    @FunctionalInterface
    public interface LeaderCheck {

        /** Runs {@code proposal} unless the change is refused now; one after the other. */
        CompletableFuture<Outcome> checked(
                Command.Reconfiguration change, Supplier<CompletableFuture<Outcome>> proposal);
    }

    private final ReplicatedLog<?> log;
    private final GroupCommit groupCommit;
    private final LeaderCheck members;
    private final ApplyProgress applied;
    private final Peers peers;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Timer timeouts;
    private final Duration requestTimeout;

    /**
     * Proposes to a log, here or at its leader.
     *
     * @param timeouts cheap to start and cancel: one for every command
     */
    public Proposer(
            ReplicatedLog<?> log,
            GroupCommit groupCommit,
            LeaderCheck members,
            ApplyProgress applied,
            Peers peers,
            Clock clock,
            ScheduledExecutorService timer,
            Timer timeouts,
            Duration requestTimeout) {
        this.log = log;
        this.groupCommit = groupCommit;
        this.members = members;
        this.applied = applied;
        this.peers = peers;
        this.clock = clock;
        this.timer = timer;
        this.timeouts = timeouts;
        this.requestTimeout = requestTimeout;
    }

    /** Fails with a {@link ProposalException}. After success this member has applied it too, if it kept up. */
    public CompletableFuture<Outcome> propose(Command command) {
        var result = new CompletableFuture<Outcome>();
        attempt(command, Deadline.in(requestTimeout, clock.nanoTime()), result);
        if (!result.isDone()) {
            var late = timeouts.newTimeout(
                    fired -> result.completeExceptionally(new ProposalException.OutcomeUnknown("request timed out")),
                    requestTimeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            result.whenComplete((outcome, failure) -> late.cancel());
        }
        return result;
    }

    private void attempt(Command command, Deadline deadline, CompletableFuture<Outcome> result) {
        if (result.isDone()) {
            return;
        }
        once(command, deadline).whenComplete((outcome, failure) -> {
            if (outcome != null) {
                result.complete(outcome);
                return;
            }
            var cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof ProposalException.NotLeader && !deadline.passed(clock.nanoTime())) {
                timer.schedule(() -> attempt(command, deadline, result), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            result.completeExceptionally(cause == null ? new ProposalException.OutcomeUnknown("no outcome") : cause);
        });
    }

    private CompletableFuture<Outcome> once(Command command, Deadline deadline) {
        if (log.leads()) {
            return asLeader(command);
        }
        long leader = log.leader();
        if (leader == 0 || leader == peers.self().memberId()) {
            return CompletableFuture.failedFuture(new ProposalException.NotLeader("no leader"));
        }
        if (!groupCommit.admits(command)) {
            // The leader may be of the release before, and could not even read it.
            return CompletableFuture.completedFuture(new Outcome.Rejected(Rejection.FORMAT_TOO_OLD));
        }
        var request = CommandCodec.encode(List.of(command));
        return peers.call(leader, PeerMethod.PROPOSE, request, deadline.left(clock.nanoTime()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof PeerException.NotSent
                                ? new ProposalException.NotLeader(String.valueOf(failure.getMessage()))
                                : new ProposalException.OutcomeUnknown(String.valueOf(failure.getMessage()))))
                .thenCompose(reply -> forwarded(command, reply));
    }

    private CompletableFuture<Outcome> asLeader(Command command) {
        return command instanceof Command.Reconfiguration change
                ? members.checked(change, () -> groupCommit.propose(change))
                : groupCommit.propose(command);
    }

    private CompletableFuture<Outcome> forwarded(Command command, byte[] bytes) {
        try {
            var reply = ProposeReply.parseFrom(bytes);
            return switch (reply.getOutcomeCase()) {
                case APPLIED -> here(reply, new Outcome.Applied(response(command, reply.getApplied())));
                case REJECTED -> here(reply, new Outcome.Rejected(Rejection.valueOf(reply.getRejected())));
                case NOT_PROPOSED ->
                    CompletableFuture.failedFuture(new ProposalException.NotLeader(reply.getNotProposed()));
                case OVERLOADED ->
                    CompletableFuture.failedFuture(new ProposalException.Overloaded(reply.getOverloaded()));
                case UNKNOWN ->
                    CompletableFuture.failedFuture(new ProposalException.OutcomeUnknown(reply.getUnknown()));
                case OUTCOME_NOT_SET ->
                    CompletableFuture.failedFuture(new ProposalException.OutcomeUnknown("empty reply"));
            };
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedFuture(new ProposalException.OutcomeUnknown("unreadable reply: " + e));
        }
    }

    /** A client that writes here and then reads here without asking the leader expects to find its write. */
    private CompletableFuture<Outcome> here(ProposeReply reply, Outcome outcome) {
        return applied.await(reply.getIndex()).thenApply(done -> outcome);
    }

    /** Answers a member that forwarded a command: the other end of {@link #forwarded}. */
    public CompletableFuture<byte[]> answerForwarded(byte[] request) {
        Command command = CommandCodec.decode(ByteString.copyFrom(request)).getFirst();
        if (!log.leads()) {
            return CompletableFuture.completedFuture(ProposeReply.newBuilder()
                    .setNotProposed("not leader")
                    .build()
                    .toByteArray());
        }
        return asLeader(command).handle((outcome, failure) -> {
            var reply = ProposeReply.newBuilder().setIndex(applied.get());
            switch (outcome) {
                case Outcome.Applied(Message response) -> reply.setApplied(response.toByteString());
                case Outcome.Rejected(Rejection reason) -> reply.setRejected(reason.name());
                case null -> {
                    var message = failure == null ? "no outcome" : String.valueOf(failure.getMessage());
                    switch (failure) {
                        case ProposalException.NotLeader notLeader -> reply.setNotProposed(message);
                        case ProposalException.Overloaded overloaded -> reply.setOverloaded(message);
                        case null, default -> reply.setUnknown(message);
                    }
                }
            }
            return reply.build().toByteArray();
        });
    }

    private static Message response(Command command, ByteString bytes) throws InvalidProtocolBufferException {
        return switch (command) {
            case Command.Requested requested -> response(requested.command(), bytes);
            case Command.Auth auth ->
                auth.change().response().getParserForType().parseFrom(bytes);
            case Command.Put put -> PutResponse.parseFrom(bytes);
            case Command.DeleteRange delete -> DeleteRangeResponse.parseFrom(bytes);
            case Command.Txn txn -> TxnResponse.parseFrom(bytes);
            case Command.Compact compact -> CompactionResponse.parseFrom(bytes);
            case Command.LeaseGrant grant -> LeaseGrantResponse.parseFrom(bytes);
            case Command.LeaseRevoke revoke -> LeaseRevokeResponse.parseFrom(bytes);
            case Command.LeaseCheckpoint checkpoint -> LeaseCheckpointResponse.parseFrom(bytes);
            case Command.Alarm alarm -> AlarmResponse.parseFrom(bytes);
            case Command.SettingsSet settings -> CompactionResponse.parseFrom(bytes);
            case Command.DowngradeInfoSet downgrade -> CompactionResponse.parseFrom(bytes);
            // What has no response of its own in etcd's API: nobody looks at it.
            case Command.LeaseExpire own -> LeaseRevokeResponse.getDefaultInstance();
            case Command.SpaceAlarmSet own -> LeaseRevokeResponse.getDefaultInstance();
            case Command.ClusterVersionSet own -> LeaseRevokeResponse.getDefaultInstance();
            case Command.MemberAttributesSet own -> LeaseRevokeResponse.getDefaultInstance();
            case Command.ClusterIdentitySet own -> LeaseRevokeResponse.getDefaultInstance();
            case Command.MemberAdd add -> MemberAddResponse.parseFrom(bytes);
            case Command.MemberRemove remove -> MemberRemoveResponse.parseFrom(bytes);
            case Command.MemberUpdate update -> MemberUpdateResponse.parseFrom(bytes);
            case Command.MemberPromote promote -> MemberPromoteResponse.parseFrom(bytes);
        };
    }
}
