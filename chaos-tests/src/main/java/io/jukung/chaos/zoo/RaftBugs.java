package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of the way from a proposal to its commit, and of linearizable reads. */
final class RaftBugs {

    private static final String REPLICATION = "io.jukung.store.replication.";
    private static final String RAFT = "io.jukung.store.raft.";
    private static final String RATIS = "org.apache.ratis.server.impl.";
    private static final String SPACE = "io.jukung.store.space.";
    private static final String RATIS_FILE = "org.apache.ratis.server.raftlog.segmented.BufferedWriteChannel";
    private static final String RATIS_READER = "org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogReader";
    private static final String FILE_CHANNEL = "java.nio.channels.FileChannel";

    static final List<Bug> ALL = List.of(
            new Bug(
                    "local-reads",
                    "A linearizable read is answered from what the member has applied, and no leader is asked.",
                    "A read sees what was acknowledged before it began.",
                    List.of(Target.of(REPLICATION + "ReadBarrier", "pass").body(replication("passed"))),
                    Hunt.by("register", "partition").finds("stale read", 45)),
            new Bug(
                    "unconfirmed-leader",
                    "A leader takes itself for one without asking a majority.",
                    "A leader that was deposed without knowing it answers no reads.",
                    List.of(Target.of(REPLICATION + "LeadershipProof", "ask")
                            .calls(REPLICATION + "Configuration", "majority", 1, replication("majorityWithoutAsking"))),
                    // Who hears nobody gives up 1.2 to 2.4 election timeouts later, the others stand after 0.6 to 2.4.
                    Hunt.by("one-writer", "stun", "isolate")
                            .with("--heartbeat-interval=50", "--election-timeout=500")
                            .finds("stale read", 60)),
            new Bug(
                    "learner-does-not-vote",
                    "A member that takes itself for a learner does not vote for whom takes it for a voter.",
                    "Two of three voters are a majority.",
                    List.of(Target.of(
                                    RATIS + "RaftServerImpl",
                                    "requestVote",
                                    "Phase",
                                    "RaftPeerId",
                                    "RaftGroupId",
                                    "long",
                                    "TermIndex",
                                    "long")
                            .calls(
                                    RATIS + "VoteContext",
                                    "recognizeCandidate",
                                    1,
                                    new Hook(RATIS + "Planted", "nobodyForALearner"))),
                    Hunt.scenario("ratis-learner-vote").finds("no leader")),
            new Bug(
                    "read-before-applied",
                    "A member asks the leader for an index and does not wait until it has applied that.",
                    "A read sees what was acknowledged before it began, on a lagging member too.",
                    List.of(Target.of(REPLICATION + "ReadBarrier", "serve")
                            .calls(REPLICATION + "ApplyProgress", "await", 1, replication("appliedAlready"))),
                    Hunt.by("register", "pause", "starve").finds("stale read", 45)),
            new Bug(
                    "retry-without-dedupe",
                    "A proposal whose outcome nobody knows counts as not proposed, and is proposed again.",
                    "A write happens at most once.",
                    List.of(Target.of(RAFT + "RatisLog", "settle")
                            .calls(RAFT + "RatisStateMachine$Proposal", "appended", 1, raft("neverAppended"))),
                    Hunt.by("register", "isolate", "move-leader").finds("write applied twice", 60)),
            new Bug(
                    "duplicate-proposal",
                    "Every hundredth entry holds its last command twice.",
                    "A write happens at most once.",
                    List.of(Target.of(REPLICATION + "GroupCommit", "submit")
                            .calls("io.jukung.store.apply.CommandCodec", "encode", 1, replication("withARepetition"))),
                    Hunt.by("register").finds("write applied twice", 30)),
            new Bug(
                    "ack-before-commit",
                    "An entry counts as committed once the leader alone has it.",
                    "What was acknowledged survives the loss of a minority.",
                    List.of(Target.of(
                                    "org.apache.ratis.server.impl.LeaderStateImpl",
                                    "getMajorityMin",
                                    "ToLongFunction",
                                    "LongSupplier",
                                    "long")
                            .argument(0, raft("asFarAsTheLeader"))),
                    Hunt.by("set", "partition", "kill").finds("lost write", 45)),
            new Bug(
                    "skipped-fsync",
                    "The Raft log is written and never synced.",
                    "What was acknowledged survives a power loss.",
                    List.of(
                            Target.of(RATIS_FILE, "flush").calls(FILE_CHANNEL, "force", 1, raft("leaveUnsynced")),
                            Target.of(RATIS_FILE, "fileChannelForce")
                                    .calls(FILE_CHANNEL, "force", 1, raft("leaveUnsynced"))),
                    Hunt.by("set", "power").finds("lost write", 45)),
            new Bug(
                    "ignored-fsync-error",
                    "The Raft log counts as synced although the disk said that it is not.",
                    "A member whose log cannot be synced stops before it acknowledges.",
                    List.of(
                            Target.of(RATIS_FILE, "flush").calls(FILE_CHANNEL, "force", 1, raft("syncOrNot")),
                            Target.of(RATIS_FILE, "fileChannelForce")
                                    .calls(FILE_CHANNEL, "force", 1, raft("syncOrNot"))),
                    Hunt.by("set", "brown-out")
                            // A snapshot would stop the member: RocksDB looks at what a sync says.
                            .with("--snapshot-count=100000")
                            .finds("lost write", 45)),
            new Bug(
                    "full-disk-ignored",
                    "Nobody looks whether there is room, and what does not fit counts as written to the Raft log.",
                    "A member whose log cannot be written stops before it acknowledges.",
                    List.of(
                            Target.of(RATIS_FILE, "writeToChannel")
                                    .calls(FILE_CHANNEL, "write", 1, raft("writeWhatFits")),
                            Target.of(RATIS_FILE, "preallocateIfNecessary")
                                    .calls(
                                            "org.apache.ratis.util.function.CheckedBiFunction",
                                            "apply",
                                            1,
                                            raft("makeRoomOrNot")),
                            Target.of(SPACE + "SpaceRules", "disksHave").result(new Hook(SPACE + "Planted", "always"))),
                    Hunt.scenario("ratis-disk-full").finds("members disagree on a revision")),
            new Bug(
                    "log-checksum-ignored",
                    "Entries of the Raft log are taken as they are on disk, whatever their checksums say.",
                    "Damage on disk is found, and never becomes an answer.",
                    List.of(
                            Target.of(RATIS_READER, "decodeEntry")
                                    .calls("java.io.DataInputStream", "readInt", 1, raft("readExpectedChecksum")),
                            Target.of(RATIS_READER, "decodeEntry")
                                    .calls("java.util.zip.Checksum", "getValue", 1, raft("asExpected")),
                            Target.of(RAFT + "LogTail", "isWhole").result(raft("isAnEntry"))),
                    Hunt.by("set", "bit-rot")
                            // A restarted member reads much of its log again, and most of that is in full segments.
                            .with("--snapshot-count=100000", "--wal-segment-bytes=16384")
                            .finds("members differ", 60)));

    private RaftBugs() {}

    private static Hook replication(String method) {
        return new Hook(REPLICATION + "Planted", method);
    }

    private static Hook raft(String method) {
        return new Hook(RAFT + "Planted", method);
    }
}
