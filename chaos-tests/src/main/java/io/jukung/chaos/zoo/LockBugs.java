package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of locks, elections, and the fences on what their holders write. */
final class LockBugs {

    private static final String LOCK = "io.jukung.store.lock.";

    static final List<Bug> ALL = List.of(
            new Bug(
                    "lock-for-a-dead-waiter",
                    "Who has waited for a lock gets it although its lease has ended meanwhile.",
                    "A lock is held by a key that is there.",
                    List.of(Target.of(LOCK + "LockService", "acquire")
                            .calls(LOCK + "StoreClient", "range", 1, lock("thereInAnyCase"))),
                    Hunt.by("lock").finds("lock without a key", 30)),
            new Bug(
                    "lock-to-the-newest",
                    "At the head of the queue is who came last.",
                    "One client holds a lock, the one that came first.",
                    List.of(Target.of(LOCK + "Claims", "ends").argument(1, lock("newestFirst"))),
                    Hunt.by("lock").finds("older fence accepted", 30)),
            new Bug(
                    "elected-without-waiting",
                    "Who stands for an election is elected at once.",
                    "There is one leader of an election.",
                    List.of(Target.of(
                                    LOCK + "ElectionService",
                                    "campaign",
                                    "StoreClient",
                                    "CampaignRequest",
                                    "long",
                                    "Patience")
                            .calls(LOCK + "Claims", "awaitTurn", 1, lock("turnAtOnce"))),
                    Hunt.by("election").finds("two holders of one generation", 30)),
            new Bug(
                    "fence-ignored",
                    "A comparison of a create revision holds whatever the revision is.",
                    "Who has lost a lock or an election writes nothing under it any more.",
                    List.of(Target.of("io.jukung.store.mvcc.Comparisons", "holds", "Compare", "KeyValue")
                            .result(new Hook("io.jukung.store.mvcc.Planted", "anyCreateRevision"))),
                    Hunt.by("lock", "pause", "partition").finds("older fence accepted", 45)));

    private LockBugs() {}

    private static Hook lock(String method) {
        return new Hook(LOCK + "Planted", method);
    }
}
