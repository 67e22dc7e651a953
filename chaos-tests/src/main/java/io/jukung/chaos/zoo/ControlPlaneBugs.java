package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of the API server and the loops. */
final class ControlPlaneBugs {

    private static final String SERVER = "io.jukung.api.server.";
    private static final String STORE = SERVER + "chain.ResourceStore";
    private static final String STORAGE = SERVER + "storage.ObjectStorage";
    private static final String CLIENT = "io.jukung.api.client.";

    /** Who was the leader of a group of loops goes on, and the store takes what it writes. */
    private static final List<Transformation> TWO_LEADERS = List.of(
            Target.of(STORE, "commit").argument(3, chain("unfenced")),
            Target.of(SERVER + "grpc.ElectionsService$Campaign", "renew")
                    .calls(STORAGE, "keepAlive", 1, new Hook(SERVER + "grpc.Planted", "keepAliveOrNot")),
            Target.of(CLIENT + "LeaderElection", "usable").result(new Hook(CLIENT + "Planted", "longEnough")));

    /** Views are late, as on a busy machine: that alone breaks nothing. */
    private static final Transformation LATE = Target.of(SERVER + "cache.WatchCache", "apply")
            .argument(0, new Hook(SERVER + "cache.Planted", "lateNowAndThen"));

    /** No bugs, but what some of them make frequent: runs with these are to pass. */
    static final List<Bug> HARMLESS = List.of(new Bug(
            "late-caches",
            "The API server's caches are late by a tenth of a second, half of the time.",
            "Nothing: no cache promises when it has what.",
            List.of(LATE),
            Hunt.by("plane")));

    static final List<Bug> ALL = List.of(
            new Bug(
                    "two-active-controllers",
                    "A controller whose leadership has ended goes on, and its writes are taken without looking at the fence.",
                    "Only the newest leader of a group of loops acts.",
                    TWO_LEADERS,
                    Hunt.by("plane", "loops").finds("more pods than wanted", 60)),
            new Bug(
                    "binding-without-precondition",
                    "A pod that has a node is bound to another; two schedulers act at once.",
                    "A pod is bound once.",
                    List.of(
                            TWO_LEADERS.get(0),
                            TWO_LEADERS.get(1),
                            TWO_LEADERS.get(2),
                            Target.of(SERVER + "chain.Actions", "bind")
                                    .calls(
                                            "io.jukung.api.model.tree.ObjectValue",
                                            "text",
                                            4,
                                            chain("textOfAnUnboundPod"))),
                    Hunt.by("plane", "loops").finds("pod bound twice", 60)),
            new Bug(
                    "update-without-precondition",
                    "An object is replaced whatever its revision is by then, from what a cache held.",
                    "Of two updates of the same version of an object, one fails or is made again.",
                    List.of(Target.of(STORE, "commit").calls(STORAGE, "transact", 1, chain("transactUnconditionally"))),
                    Hunt.by("plane").finds("lost update", 60)),
            new Bug(
                    "cache-misses-an-event",
                    "The API server's cache takes one event in a hundred and fifty for seen and does not look at it.",
                    "Caches come to be equal to the store.",
                    List.of(Target.of(SERVER + "cache.WatchCache", "apply")
                            .argument(0, new Hook(SERVER + "cache.Planted", "nearlyAll"))),
                    Hunt.by("plane").finds("cache differs from the store", 60)),
            new Bug(
                    "loop-acts-on-old-view",
                    "A loop does not wait until its informers have seen what it wrote last; and caches are late.",
                    "A loop does nothing twice for want of a look at what it has done.",
                    List.of(
                            Target.of(CLIENT + "RevisionBarriers", "await").body(new Hook(CLIENT + "Planted", "seen")),
                            LATE),
                    Hunt.by("plane").finds("more pods than wanted", 60)));

    private ControlPlaneBugs() {}

    private static Hook chain(String method) {
        return new Hook(SERVER + "chain.Planted", method);
    }
}
