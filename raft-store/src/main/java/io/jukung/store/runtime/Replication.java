package io.jukung.store.runtime;

import io.jukung.platform.Clock;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.CommandFormats;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MembershipKeeper;
import io.jukung.store.raft.RaftSettings;
import io.jukung.store.raft.RatisLog;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.server.DiskMetrics;
import java.io.IOException;

/** The log, and what decides what gets into it and when it may be read: commands, members, leases. */
record Replication(
        RatisLog<ApplyResult> log,
        GroupCommit groupCommit,
        LeadershipProof proof,
        MembershipKeeper membership,
        Proposer proposer,
        ReadBarrier barrier,
        LeaseKeeper leases) {

    /** Opens the log; nothing of it is started. */
    static Replication over(Groundwork ground, Clock clock, StartedParts parts) throws IOException {
        var config = ground.config();
        var consensus = config.consensus();
        var directory = ground.directory();
        var threads = ground.threads();
        var state = ground.state();
        var peers = ground.peers();
        var settings = ground.settings();
        var log = parts.add(new RatisLog<>(
                new RaftSettings(
                        ground.logDirectory(),
                        consensus.electionTimeout(),
                        () -> settings.now().diskPatience(),
                        () -> settings.now().consensus().snapshotCount(),
                        consensus.snapshotCatchupEntries(),
                        consensus.walSegmentBytes(),
                        consensus.unsafeNoFsync(),
                        GroupCommit.maxEntryBytes(config.limits().maxRequestBytes())),
                peers,
                directory.founders(),
                directory.joinedAsLearner(),
                state,
                DiskMetrics.fsyncs(ground.registry())));
        var groupCommit = new GroupCommit(
                log, () -> state.peek().cluster().version().format(), CommandFormats::since, threads.hub());
        var proof = new LeadershipProof(log, peers, consensus.electionTimeout());
        var membership = new MembershipKeeper(
                log,
                groupCommit,
                state,
                peers,
                directory,
                threads.timer(),
                consensus.electionTimeout(),
                config.reconfiguration().strictCheck(),
                ground.selfStop()::leave);
        return new Replication(
                log,
                groupCommit,
                proof,
                membership,
                new Proposer(
                        log,
                        groupCommit,
                        membership,
                        state.progress(),
                        peers,
                        clock,
                        threads.timer(),
                        threads.timeouts(),
                        consensus.requestTimeout()),
                new ReadBarrier(
                        log,
                        proof,
                        state.progress(),
                        peers,
                        clock,
                        threads.timer(),
                        consensus.electionTimeout(),
                        consensus.requestTimeout()),
                new LeaseKeeper(
                        log,
                        proof,
                        groupCommit,
                        state,
                        peers,
                        clock,
                        threads.timer(),
                        consensus.electionTimeout(),
                        consensus.requestTimeout()));
    }
}
