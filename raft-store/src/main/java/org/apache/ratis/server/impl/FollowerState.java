package org.apache.ratis.server.impl;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.leader.LeaderState.StepDownReason;
import org.apache.ratis.util.Daemon;
import org.apache.ratis.util.TimeDuration;
import org.apache.ratis.util.Timestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follower's wait for its leader, in place of Ratis' class of this name and with its package's methods: after an election
 * timeout in which the leader was not heard of it stands for election.
 *
 * <p>Two things differ. Whoever ends it does not wait for its thread: Ratis does where a learner becomes a voter, holding
 * the server's lock, which this thread wants once in each timeout; from then on neither went on. And a
 * follower that is a learner by the configuration it knows ({@link VoteContext}) does not stand: Ratis closes a server that does.
 */
final class FollowerState extends Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerState.class);

    /** What was heard of the leader, and by how much it changes the number of things that are being done for it. */
    enum UpdateType {
        APPEND_START(1),
        APPEND_COMPLETE(-1),
        INSTALL_SNAPSHOT_START(1),
        INSTALL_SNAPSHOT_COMPLETE(-1),
        INSTALL_SNAPSHOT_NOTIFICATION(0),
        REQUEST_VOTE(0);

        private final int outstanding;

        UpdateType(int outstanding) {
            this.outstanding = outstanding;
        }
    }

    private final RaftServerImpl server;
    private final Object reason;
    private final Timestamp begun = Timestamp.currentTime();
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile Timestamp heard = begun;
    private volatile boolean ended;

    FollowerState(RaftServerImpl server, Object reason) {
        super(Daemon.newBuilder()
                .setName(server.getMemberId() + "-FollowerState")
                .setThreadGroup(server.getThreadGroup()));
        this.server = server;
        this.reason = reason;
    }

    void updateLastRpcTime(UpdateType type) {
        heard = Timestamp.currentTime();
        outstanding.addAndGet(type.outstanding);
    }

    Timestamp getLastRpcTime() {
        return heard;
    }

    int getOutstandingOp() {
        return outstanding.get();
    }

    /** Whether the leader was heard of so lately that there is no reason to vote for another. */
    boolean isCurrentLeaderValid() {
        return heard.elapsedTime().compareTo(server.properties().minRpcTimeout()) < 0;
    }

    /** Ends it; what it gives is complete already, see the class. */
    CompletableFuture<Void> stopRunning() {
        ended = true;
        interrupt();
        return CompletableFuture.completedFuture(null);
    }

    /** Who could not reach a majority as a leader leaves it to others for a while. */
    boolean lostMajorityHeartbeatsRecently() {
        return reason == StepDownReason.LOST_MAJORITY_HEARTBEATS
                && begun.elapsedTime().compareTo(server.getLeaderStepDownWaitTime()) < 0;
    }

    private boolean isOver() {
        var info = server.getInfo();
        return ended || !(info.isFollower() || info.isListener());
    }

    @Override
    public void run() {
        var late = server.getSleepDeviationThreshold();
        while (!isOver()) {
            var timeout = server.getRandomElectionTimeout();
            try {
                var more = timeout.sleep();
                if (more.compareTo(late) > 0) {
                    // It is this process that was not there, not the leader.
                    LOG.warn(
                            "Unexpected long sleep: sleep {} but took extra {} (> threshold = {})",
                            timeout,
                            more,
                            late);
                    continue;
                }
            } catch (InterruptedException e) {
                return;
            }
            if (stood(timeout)) {
                return;
            }
        }
    }

    private boolean stood(TimeDuration timeout) {
        // Under the lock: what it depends on changes under it, the end of this too.
        synchronized (server) {
            if (!shouldStand(timeout)) {
                return false;
            }
            LOG.info("{}: nothing heard of the leader for {} ms, standing for election", this, heard.elapsedTimeMs());
            server.getLeaderElectionMetrics().onLeaderElectionTimeout();
            server.changeToCandidate(false);
            return true;
        }
    }

    private boolean shouldStand(TimeDuration timeout) {
        return !isOver()
                && server.getInfo().isFollower()
                && !server.getRaftConf().containsInConf(server.getId(), RaftPeerRole.LISTENER)
                && outstanding.get() == 0
                && heard.elapsedTime().compareTo(timeout) >= 0
                && !lostMajorityHeartbeatsRecently()
                && server.isRunning();
    }

    @Override
    public String toString() {
        return getName();
    }
}
