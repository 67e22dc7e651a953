package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of the replicated state: what commands do to it, how it is kept, compacted and copied. */
final class StateBugs {

    private static final String APPLY = "io.jukung.store.apply.";
    private static final String MVCC = "io.jukung.store.mvcc.";
    private static final String MEMBER = "io.jukung.store.member.";
    private static final String BATCH = "io.jukung.store.storage.StoreBatch";
    private static final String STORE = "io.jukung.store.storage.OrderedStore";

    /** Snapshots every few seconds and small files of the log, which are deleted after them: members that lag a little get one. */
    static final String[] MANY_SNAPSHOTS = {
        "--snapshot-count=100", "--snapshot-catchup-entries=50", "--wal-segment-bytes=16384"
    };

    static final List<Bug> ALL = List.of(
            new Bug(
                    "applied-twice",
                    "The applied index is written only now and then, not with every batch of changes.",
                    "A restarted member goes on after the last entry it has applied.",
                    List.of(Target.of(APPLY + "StoreState", "apply")
                            .calls(MVCC + "StoreMark", "write", 1, apply("writeMarkNowAndThen"))),
                    Hunt.by("register", "rolling-restart", "kill").finds("members with different data", 45)),
            new Bug(
                    "acknowledged-put-lost",
                    "A put in every hundredth entry is acknowledged and not applied.",
                    "What was acknowledged is there.",
                    List.of(Target.of(APPLY + "StoreState", "apply")
                            .calls(APPLY + "Applier", "apply", 1, apply("answerWithoutEffect"))),
                    Hunt.by("register").finds("lost write", 30)),
            new Bug(
                    "apply-by-chance",
                    "A member sometimes puts another value than the entry says.",
                    "The same entries make the same state on all members.",
                    List.of(Target.of(APPLY + "StoreState", "apply")
                            .calls(APPLY + "Applier", "apply", 1, apply("applyByChance"))),
                    Hunt.by("register").finds("members with different data", 30)),
            new Bug(
                    "transaction-in-two-steps",
                    "A transaction's first operation is one revision, the others are the next.",
                    "A transaction is atomic.",
                    List.of(Target.of(APPLY + "CommandApplier", "apply")
                            .calls(MVCC + "Transaction", "txn", 1, apply("inTwoSteps"))),
                    Hunt.by("bank").finds("wrong effect", 30)),
            new Bug(
                    "compare-ignored",
                    "A comparison of a modification revision holds whatever the revision is.",
                    "Of two transactions that expect the same revision of a key, one fails.",
                    List.of(Target.of(MVCC + "Comparisons", "holds", "Compare", "KeyValue")
                            .result(mvcc("anyModRevision"))),
                    Hunt.by("append").finds("wrong answer", 30)),
            new Bug(
                    "delete-range-misses-last",
                    "Deleting a range leaves its last key.",
                    "Deleting a range deletes all of it.",
                    List.of(Target.of(MVCC + "Transaction", "apply", "DeleteRangeRequest")
                            .calls("java.util.List", "iterator", 1, mvcc("withoutTheLast"))),
                    Hunt.by("watch").finds("wrong effect", 30)),
            new Bug(
                    "version-not-reset",
                    "A key that is made anew after its deletion goes on with version and create revision of the old one.",
                    "A deletion resets a key's version.",
                    List.of(
                            Target.of(MVCC + "Draft", "put")
                                    .calls(
                                            "io.jukung.proto.etcd.mvcc.KeyValue$Builder",
                                            "setVersion",
                                            1,
                                            mvcc("versionGoesOn")),
                            Target.of(MVCC + "Draft", "put")
                                    .calls(
                                            "io.jukung.proto.etcd.mvcc.KeyValue$Builder",
                                            "setCreateRevision",
                                            1,
                                            mvcc("creationGoesOn"))),
                    Hunt.by("watch").finds("wrong event", 30)),
            new Bug(
                    "compaction-removes-too-much",
                    "A compaction also removes the newest version of some keys.",
                    "A compaction removes only what no reader may ask for any more.",
                    List.of(
                            Target.of(MVCC + "Compactor", "remove")
                                    .calls(MVCC + "Layout$LogEntry", "deletion", 1, mvcc("deletionOrSo")),
                            Target.of(MVCC + "Compactor", "remove").calls(BATCH, "delete", 4, mvcc("deleteNewestToo"))),
                    Hunt.by("watch", "rolling-restart").finds("wrong answer", 45)),
            new Bug(
                    "revision-of-what-is-left",
                    "A member that starts takes the newest revision of the keys that there are for the newest of all.",
                    "The revision never goes back, also where the newest change is a deletion.",
                    List.of(Target.of(APPLY + "StoreState", "<init>")
                            .calls(MVCC + "StoreMark", "read", 1, mvcc("ofTheKeysThatAreLeft"))),
                    Hunt.scenario("etcd-17780").finds("revision went back")),
            new Bug(
                    "users-of-before",
                    "A member that fetches the state goes on with the users and permissions that it knew before.",
                    "Whom one member permits something, all do.",
                    List.of(
                            Target.of(APPLY + "StoreState", "<init>")
                                    .calls("io.jukung.store.auth.AuthRecords", "read", 1, apply("usersOfBefore")),
                            Target.of(APPLY + "EntryContext", "setAuth").argument(0, apply("learned"))),
                    Hunt.scenario("etcd-14571").finds("members differ")),
            new Bug(
                    "state-not-flushed",
                    "The state counts as durable without having been written to disk, and the log before it is removed.",
                    "What was acknowledged survives the death of all members at once.",
                    List.of(Target.of(MEMBER + "MemberState", "flush")
                            .calls(STORE, "flush", 1, member("flushNothing"))),
                    Hunt.by("set", "kill").with(MANY_SNAPSHOTS).finds("state lost", 45)),
            new Bug(
                    "snapshot-without-leases",
                    "The state that a lagging member fetches lacks the leases.",
                    "Every member knows all leases.",
                    List.of(Target.of(MEMBER + "Checkpoints", "open")
                            .calls(
                                    "java.util.function.ToLongFunction",
                                    "applyAsLong",
                                    1,
                                    member("checkpointWithoutLeases"))),
                    Hunt.by("lease", "partition")
                            // Few entries are written here, and a member is away for seconds.
                            .with("--snapshot-count=10", "--snapshot-catchup-entries=5", "--wal-segment-bytes=16384")
                            .finds("members differ", 45)),
            new Bug(
                    "snapshot-of-older-revision",
                    "A member that fetches the state goes on from a revision before that of the state.",
                    "The revision never goes back.",
                    List.of(Target.of(MEMBER + "Checkpoints", "open")
                            .calls(
                                    "java.util.function.ToLongFunction",
                                    "applyAsLong",
                                    1,
                                    member("checkpointOfAnOlderRevision"))),
                    Hunt.by("register", "partition", "kill")
                            .with(MANY_SNAPSHOTS)
                            .finds("members with different data", 45)));

    private StateBugs() {}

    private static Hook apply(String method) {
        return new Hook(APPLY + "Planted", method);
    }

    private static Hook mvcc(String method) {
        return new Hook(MVCC + "Planted", method);
    }

    private static Hook member(String method) {
        return new Hook(MEMBER + "Planted", method);
    }
}
