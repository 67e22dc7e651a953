package io.jukung.store.raft;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the leader's log to one follower. Entries go one request at a time: with one group commit in
 * flight there is no second to send. Heartbeats and commit indexes do not wait for that reply, nor
 * entries for theirs.
 *
 * <p>New entries leave on the thread that brings the news of them, so that a write pays no hop between threads
 * on its way to the follower. A commit index goes along with the next entry, or by itself soon. The appender's own thread does what takes time
 * (entries no longer in memory, snapshots), keeps up the heartbeats and tries again after failures.
 */
final class PeerLogAppender extends LogAppenderBase {

    private static final Logger LOG = LoggerFactory.getLogger(PeerLogAppender.class);

    /** Ratis keeps at least the open segment in memory: so few entries back is surely within it. */
    private static final int RECENT_ENTRIES = 16;

    /**
     * For so long the next entry may come and bring the commit index along: with one client after the other that
     * halves the messages of a write. Nobody waits meanwhile: for who does, it is told at once.
     */
    private static final Duration COMMIT_DELAY = Duration.ofMillis(2);

    private final RaftRpc rpc;
    /** Held from before a request with entries is made until its reply is dealt with. */
    private final AtomicBoolean appendInFlight = new AtomicBoolean();

    private final AtomicBoolean heartbeatInFlight = new AtomicBoolean();
    private final AtomicBoolean commitSoonTold = new AtomicBoolean();
    /** News not looked at yet; who raises it from zero looks, for all who come meanwhile. */
    private final AtomicInteger unseenNews = new AtomicInteger();
    /** One permit: the appender's thread is wanted. */
    private final Semaphore wanted = new Semaphore(0);

    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean started;
    /** What Ratis has collected for a request that then could not be made: no other can be made with this appender. */
    private volatile boolean spent;
    /** After a failure nothing is sent until then but what keeps the leadership known. */
    private volatile long pausedUntilNanos = System.nanoTime();

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
        if (!started || unseenNews.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                sendNews();
            } catch (RuntimeException e) {
                // Most likely this member does not lead any more; if it does, the thread meets the same.
                LOG.debug("{}: sending news", this, e);
                wake();
            }
            seen = unseenNews.addAndGet(-seen);
        } while (seen != 0);
    }

    private void sendNews() {
        if (!isRunning()) {
            return;
        }
        if (hasAppendEntries() && !appendInFlight.get()) {
            if (isRecent() && !isPaused()) {
                appendEntries();
            } else {
                wake();
            }
        }
        if (getHeartbeatWaitTimeMs() <= 0) {
            sendHeartbeat();
        } else if (commitIsToBeTold() && commitSoonTold.compareAndSet(false, true)) {
            rpc.later(this::tellCommitNow, COMMIT_DELAY);
        }
    }

    private void tellCommitNow() {
        commitSoonTold.set(false);
        tellCommit();
    }

    /** Tells the follower the commit index now, if it has not heard of it: somebody there waits for it. */
    void tellCommit() {
        try {
            if (started && isRunning() && commitIsToBeTold()) {
                sendHeartbeat();
            }
        } catch (RuntimeException e) {
            LOG.debug("{}: telling the commit index", this, e);
            wake();
        }
    }

    /** Whether the follower lacks only what surely is in memory. */
    private boolean isRecent() {
        long next = getFollower().getNextIndex();
        return getRaftLog().getNextIndex() - next <= RECENT_ENTRIES
                && getRaftLog().getStartIndex() < next
                && !getLeaderState().isFollowerBootstrapping(getFollower());
    }

    private boolean isPaused() {
        return pausedUntilNanos - System.nanoTime() > 0;
    }

    private void wake() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    @Override
    public void run() throws InterruptedException, InterruptedIOException, RaftLogIOException {
        started = true;
        while (isRunning()) {
            if (spent) {
                getLeaderState().restart(this);
                return;
            }
            if (!isPaused() && hasAppendEntries() && !appendInFlight.get()) {
                var firstAvailable = startsBehindItsSnapshot() ? null : shouldNotifyToInstallSnapshot();
                if (firstAvailable != null) {
                    notifyToInstallSnapshot(firstAvailable);
                } else {
                    appendEntries();
                }
            }
            if (getHeartbeatWaitTimeMs() <= 0 || commitIsToBeTold()) {
                sendHeartbeat();
            }
            getLeaderState().checkHealth(getFollower());
            long waitMillis = Math.max(1, getHeartbeatWaitTimeMs());
            if (isPaused()) {
                waitMillis = Math.min(waitMillis, rpc.retryPause().toMillis());
            }
            if (wanted.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
                wanted.drainPermits();
            }
        }
    }

    /**
     * Whether the follower has said that its snapshot reaches up to the next entry, and that is here. Then nothing is missing,
     * though this member has no term for the entry before: Ratis would have the follower told of the same snapshot for ever. If
     * the log was cut behind that entry meanwhile, the follower needs a newer snapshot.
     */
    private boolean startsBehindItsSnapshot() {
        var follower = getFollower();
        long next = follower.getNextIndex();
        return follower.hasAttemptedToInstallSnapshot()
                && next == follower.getSnapshotIndex() + 1
                && next >= getRaftLog().getStartIndex();
    }

    private boolean commitIsToBeTold() {
        return !isPaused()
                && Math.min(getRaftLog().getLastCommittedIndex(), getFollower().getMatchIndex())
                        > getFollower().getCommitIndex();
    }

    private void appendEntries() {
        send(appendInFlight, false);
    }

    private void sendHeartbeat() {
        send(heartbeatInFlight, true);
    }

    private void send(AtomicBoolean inFlight, boolean heartbeat) {
        if (!inFlight.compareAndSet(false, true)) {
            return;
        }
        boolean sent = false;
        try {
            var request = newAppendEntriesRequest(CallId.getAndIncrement(), heartbeat);
            if (request == null) {
                pause();
                return;
            }
            resetHeartbeatTrigger();
            getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
            var sentAt = Timestamp.currentTime();
            var reply = rpc.sendAppend(request);
            sent = true;
            reply.whenComplete((answer, failure) -> {
                try {
                    if (answer == null) {
                        failed(failure);
                    } else if (isRunning()) {
                        answered();
                        onReply(request, answer, sentAt);
                    }
                } catch (RuntimeException e) {
                    LOG.warn("{}: a reply", this, e);
                } finally {
                    inFlight.set(false);
                }
                notifyLogAppender();
            });
        } catch (RaftLogIOException e) {
            if (getFollower().getNextIndex() >= getRaftLog().getStartIndex()) {
                throw new IllegalStateException("reading the Raft log", e);
            }
            // Purged since this looked for it: the follower gets a snapshot, from a new appender, as what was read
            // before stays in
            // Ratis' buffer. Nothing with entries is sent any more meanwhile.
            LOG.info(
                    "{}: the log was cut while it was read, at {}",
                    this,
                    getFollower().getNextIndex());
            spent = true;
            wake();
        } finally {
            if (!sent && !spent) {
                inFlight.set(false);
            }
        }
    }

    private void answered() {
        int before = failures.getAndSet(0);
        if (before > 0) {
            LOG.info("{}: reached again after {} failures", this, before);
        }
    }

    private void failed(@Nullable Throwable failure) {
        if (failures.getAndIncrement() == 0) {
            LOG.warn("{}: {}", this, String.valueOf(failure));
        }
        pause();
    }

    private void pause() {
        pausedUntilNanos = System.nanoTime() + rpc.retryPause().toNanos();
        wake();
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
                    long first = request.getEntries(0).getIndex();
                    long next = getNextIndexForInconsistency(first, reply.getNextIndex());
                    follower.setNextIndex(next);
                    // Also one that takes nothing for now says that it wants what it was just sent.
                    if (next == first || reply.getNextIndex() >= first) {
                        pause();
                    }
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
            case IN_PROGRESS -> TimeUnit.MILLISECONDS.sleep(rpc.retryPause().toMillis());
            case CONF_MISMATCH, UNRECOGNIZED -> {
                LOG.error("{}: unexpected answer {} to a snapshot notification", this, reply.getResult());
                TimeUnit.MILLISECONDS.sleep(rpc.retryPause().toMillis());
            }
        }
    }

    /** The reply, or null after a failure and a pause. Meanwhile heartbeats keep going out. */
    private <T> @Nullable T awaitReply(CompletableFuture<T> reply) throws InterruptedException {
        while (true) {
            try {
                var got = reply.get(Math.max(1, getHeartbeatWaitTimeMs()), TimeUnit.MILLISECONDS);
                answered();
                return got;
            } catch (TimeoutException e) {
                sendHeartbeat();
            } catch (ExecutionException e) {
                failed(e.getCause());
                return null;
            }
        }
    }

    static {
        // LEAST_VALID_LOG_INDEX is assumed by LogPosition.BEFORE_FIRST.
        assert RaftLog.LEAST_VALID_LOG_INDEX == 0;
    }
}
