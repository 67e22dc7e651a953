package io.jukung.store.raft;

import io.jukung.store.replication.LogPosition;
import io.jukung.store.replication.StateMachine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/** Translates Ratis' callbacks to a {@link StateMachine}. A "snapshot" for Ratis is what is durable. */
final class RatisStateMachine<R> extends BaseStateMachine {

    /** One proposal of this member on its way through Ratis. */
    static final class Proposal<R> {
        private final CompletableFuture<R> outcome = new CompletableFuture<>();
        private volatile boolean appended;

        CompletableFuture<R> outcome() {
            return outcome;
        }

        /** Whether it reached the leader's log: then it may be committed whatever else happens. */
        boolean appended() {
            return appended;
        }
    }

    private record DurableState(TermIndex getTermIndex) implements SnapshotInfo {
        @Override
        public List<FileInfo> getFiles() {
            return List.of();
        }
    }

    private final StateMachine<R> state;
    private final Map<Long, Proposal<R>> proposals = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private final LongSupplier snapshotCount;
    private static final Duration FAILURE_PAUSE = Duration.ofMillis(100);

    private final long keptEntries;
    private volatile boolean fetching;
    private volatile boolean awaitsUse;
    /** The snapshot Ratis knows of: it purges the log up to there. */
    private long reportedSnapshot;

    /**
     * Translates for a state.
     *
     * @param snapshotCount entries applied between two snapshots, as it is now
     * @param keptEntries kept in the log behind what is durable, for members that lag a little
     */
    RatisStateMachine(StateMachine<R> state, LongSupplier snapshotCount, long keptEntries) {
        this.state = state;
        this.snapshotCount = snapshotCount;
        this.keptEntries = keptEntries;
        var durable = state.durable();
        this.reportedSnapshot = durable.index();
        setLastAppliedTermIndex(TermIndex.valueOf(durable.term(), durable.index()));
    }

    void expect(long call, Proposal<R> proposal) {
        proposals.put(call, proposal);
    }

    void forget(long call) {
        proposals.remove(call);
    }

    void closing() {
        closing = true;
    }

    @Override
    public void initialize(RaftServer raftServer, RaftGroupId raftGroupId, RaftStorage storage)
            throws java.io.IOException {
        super.initialize(raftServer, raftGroupId, storage);
        getLifeCycle().startAndTransition(() -> {});
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        var durable = state.durable();
        return durable.index() < 0 ? null : new DurableState(TermIndex.valueOf(durable.term(), durable.index()));
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setStateMachineContext(proposals.get(request.getCallId()))
                .build();
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getStateMachineContext() instanceof Proposal<?> proposal) {
            proposal.appended = true;
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        var entry = transaction.getLogEntry();
        var position = new LogPosition(entry.getTerm(), entry.getIndex());
        R result;
        try {
            result = state.apply(
                    position, entry.getStateMachineLogEntry().getLogData().toByteArray());
        } catch (RuntimeException | Error e) {
            state.fault("applying log entry " + position, e);
            throw e;
        }
        updateLastAppliedTermIndex(position.term(), position.index());
        state.applied(position);
        if (transaction.getStateMachineContext() instanceof Proposal<?> proposal) {
            @SuppressWarnings("unchecked") // only expect() makes contexts
            var mine = (Proposal<R>) proposal;
            mine.outcome().complete(result);
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        state.applied(new LogPosition(term, index));
    }

    /** Runs between two applies: it only starts the work, and reports what earlier calls achieved. */
    @Override
    public long takeSnapshot() {
        if (getLastAppliedTermIndex().getIndex() - reportedSnapshot < snapshotCount.getAsLong() + keptEntries) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        state.persist();
        long snapshot = Math.min(state.durable().index() - keptEntries, state.neededAfter());
        if (snapshot <= reportedSnapshot) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        reportedSnapshot = snapshot;
        return snapshot;
    }

    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
            RoleInfoProto role, TermIndex firstTermIndexInLog) {
        var leader = RaftPeerId.valueOf(
                role.getFollowerInfo().getLeaderInfo().getId().getId());
        fetching = true;
        var fetched = state.fetchSnapshot(RaftIds.member(leader))
                .thenApply(at -> {
                    if (at.index() + 1 < firstTermIndexInLog.getIndex()) {
                        state.dropSnapshot();
                        throw new IllegalStateException("the leader's snapshot ends at " + at
                                + ", its log starts later at " + firstTermIndexInLog);
                    }
                    return TermIndex.valueOf(at.term(), at.index());
                })
                // Ratis takes a failure that is there before it looks for a mistake of its own.
                .exceptionallyComposeAsync(
                        CompletableFuture::failedFuture,
                        CompletableFuture.delayedExecutor(FAILURE_PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        // After what Ratis does then: what is added first runs last.
        var _ = fetched.whenComplete((at, failure) -> {
            awaitsUse = failure == null;
            fetching = false;
        });
        return fetched;
    }

    /** Whether the state of another member is copied. Any thread. */
    boolean isFetching() {
        return fetching;
    }

    /** Whether a state was copied that is not in use yet: Ratis puts it there as it is told of a snapshot again. Any thread. */
    boolean awaitsUse() {
        return awaitsUse;
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws java.io.IOException {
        try {
            state.installSnapshot();
        } catch (RuntimeException e) {
            state.fault("installing a snapshot", e);
            throw e;
        }
        awaitsUse = false;
        var durable = state.durable();
        reportedSnapshot = durable.index();
        setLastAppliedTermIndex(TermIndex.valueOf(durable.term(), durable.index()));
        state.applied(durable);
        getLifeCycle().startAndTransition(() -> {});
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId newLeader) {
        state.leadershipChanged();
    }

    @Override
    public void notifyLeaderReady() {
        state.leadershipChanged();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        state.leadershipChanged();
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
        state.fault("writing the Raft log", cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        if (!closing) {
            state.fault("Raft stopped by itself", new IllegalStateException("as " + role.getRole()));
        }
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return new StateMachineStorage() {
            @Override
            public void init(RaftStorage raftStorage) {}

            @Override
            public @Nullable SnapshotInfo getLatestSnapshot() {
                return RatisStateMachine.this.getLatestSnapshot();
            }

            @Override
            public void format() {}

            @Override
            public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {
                // What is durable is one directory, of the state's own keeping.
            }
        };
    }
}
