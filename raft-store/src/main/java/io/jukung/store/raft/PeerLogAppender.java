package io.jukung.store.raft;

import java.io.InterruptedIOException;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.util.Timestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the leader's log to one follower. Entries go one request at a time: with one group commit in
 * flight there is no second to send. Heartbeats and commit indexes do not wait for that reply, nor
 * entries for theirs.
 */
final class PeerLogAppender extends LogAppenderBase {

    private static final Logger LOG = LoggerFactory.getLogger(PeerLogAppender.class);

    private final RaftRpc rpc;
    private final AtomicBoolean heartbeatInFlight = new AtomicBoolean();
    /**
     * One permit: something may have changed since it was taken. Ratis' own signal only reaches a thread
     * that waits already; the commit after a reply comes while this thread is still on its way there, and
     * the follower would hear of it with the next periodic heartbeat.
     */
    private final Semaphore news = new Semaphore(0);

    private int failures;

    PeerLogAppender(RaftServer.Division server, LeaderState leaderState, FollowerInfo follower, RaftRpc rpc) {
        super(server, leaderState, follower);
        this.rpc = rpc;
    }

    @Override
    public long getCallId() {
        return CallId.get();
    }

    @Override
    public Comparator<Long> getCallIdComparator() {
        return CallId.getComparator();
    }

    @Override
    public void notifyLogAppender() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Waits for news, of which none is lost that came since the last call. */
    private void awaitNews(long millis) throws InterruptedException {
        if (news.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    @Override
    public void run() throws InterruptedException, InterruptedIOException, RaftLogIOException {
        while (isRunning()) {
            if (hasAppendEntries()) {
                var firstAvailable = shouldNotifyToInstallSnapshot();
                if (firstAvailable != null) {
                    notifyToInstallSnapshot(firstAvailable);
                } else {
                    appendEntries();
                }
            } else if (shouldSendAppendEntries() || followerCommitIsBehind()) {
                sendHeartbeat();
            }
            if (isRunning() && !hasAppendEntries()) {
                awaitNews(Math.max(1, getHeartbeatWaitTimeMs()));
            }
            getLeaderState().checkHealth(getFollower());
        }
    }

    private boolean followerCommitIsBehind() {
        return Math.min(getRaftLog().getLastCommittedIndex(), getFollower().getMatchIndex())
                        > getFollower().getCommitIndex()
                && !heartbeatInFlight.get();
    }

    private void appendEntries() throws InterruptedException, RaftLogIOException {
        var request = newAppendEntriesRequest(CallId.getAndIncrement(), false);
        if (request == null) {
            awaitNews(1);
            return;
        }
        resetHeartbeatTrigger();
        getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
        var sent = Timestamp.currentTime();
        var reply = awaitReply(rpc.sendAppend(request));
        if (reply != null) {
            onReply(request, reply, sent);
        }
    }

    private void sendHeartbeat() throws RaftLogIOException {
        if (!heartbeatInFlight.compareAndSet(false, true)) {
            return;
        }
        var request = newAppendEntriesRequest(CallId.getAndIncrement(), true);
        if (request == null) {
            heartbeatInFlight.set(false);
            return;
        }
        resetHeartbeatTrigger();
        getFollower().updateLastRpcSendTime(true);
        var sent = Timestamp.currentTime();
        rpc.sendAppend(request).whenComplete((reply, failure) -> {
            heartbeatInFlight.set(false);
            if (reply != null) {
                onReply(request, reply, sent);
            }
            notifyLogAppender();
        });
    }

    private void onReply(AppendEntriesRequestProto request, AppendEntriesReplyProto reply, Timestamp sent) {
        var follower = getFollower();
        follower.updateLastRpcResponseTime();
        follower.updateLastRespondedAppendEntriesSendTime(sent);
        getLeaderState().onFollowerCommitIndex(follower, reply.getFollowerCommit());
        boolean heartbeat = request.getEntriesCount() == 0;
        switch (reply.getResult()) {
            case SUCCESS -> {
                if (!heartbeat && reply.getNextIndex() > follower.getNextIndex()) {
                    follower.updateMatchIndex(reply.getNextIndex() - 1);
                    follower.increaseNextIndex(reply.getNextIndex());
                    getLeaderState().onFollowerSuccessAppendEntries(follower);
                }
            }
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            case INCONSISTENCY -> {
                // The next request with entries meets the same and has the index to go back to.
                if (!heartbeat) {
                    follower.setNextIndex(
                            getNextIndexForInconsistency(request.getEntries(0).getIndex(), reply.getNextIndex()));
                }
            }
            case UNRECOGNIZED -> LOG.warn("{}: unknown reply {}", this, reply.getResult());
        }
        getLeaderState().onAppendEntriesReply(this, reply);
    }

    private void notifyToInstallSnapshot(TermIndex firstAvailable) throws InterruptedException {
        var request = newInstallSnapshotNotificationRequest(firstAvailable);
        getFollower().updateLastRpcSendTime(false);
        InstallSnapshotReplyProto reply = awaitReply(rpc.sendNotification(request));
        if (reply == null) {
            return;
        }
        var follower = getFollower();
        follower.updateLastRpcResponseTime();
        switch (reply.getResult()) {
            case SNAPSHOT_INSTALLED, ALREADY_INSTALLED -> {
                long index = reply.getSnapshotIndex();
                LOG.info("{}: the follower has a snapshot at {}", this, index);
                follower.setSnapshotIndex(index);
                follower.setAttemptedToInstallSnapshot();
                follower.updateMatchIndex(index);
                follower.updateNextIndex(index + 1);
                getLeaderState().onFollowerCommitIndex(follower, index);
                getLeaderState().onFollowerSuccessAppendEntries(follower);
            }
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            case SUCCESS, SNAPSHOT_UNAVAILABLE, SNAPSHOT_EXPIRED -> follower.setAttemptedToInstallSnapshot();
            case IN_PROGRESS -> getServer().properties().rpcSleepTime().sleep();
            case CONF_MISMATCH, UNRECOGNIZED -> {
                LOG.error("{}: unexpected answer {} to a snapshot notification", this, reply.getResult());
                getServer().properties().rpcSleepTime().sleep();
            }
        }
    }

    /** The reply, or null after a failure and a pause. Meanwhile heartbeats keep going out. */
    private <T> @org.jspecify.annotations.Nullable T awaitReply(CompletableFuture<T> reply)
            throws InterruptedException {
        try {
            var got = reply.get();
            if (failures > 0) {
                LOG.info("{}: reached again after {} failures", this, failures);
            }
            failures = 0;
            return got;
        } catch (ExecutionException e) {
            if (failures++ == 0) {
                LOG.warn("{}: {}", this, String.valueOf(e.getCause()));
            }
            getServer().properties().rpcSleepTime().sleep();
            return null;
        }
    }

    static {
        // LEAST_VALID_LOG_INDEX is assumed by LogPosition.BEFORE_FIRST.
        assert RaftLog.LEAST_VALID_LOG_INDEX == 0;
    }
}
