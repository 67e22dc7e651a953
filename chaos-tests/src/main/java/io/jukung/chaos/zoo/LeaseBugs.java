package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of leases. */
final class LeaseBugs {

    private static final String KEEPER = "io.jukung.store.member.LeaseKeeper";
    private static final String QUEUE = "io.jukung.store.lease.ExpiryQueue";
    private static final String CLOCK = "io.jukung.platform.Clock";
    private static final String APPLIER = "io.jukung.store.apply.CommandApplier";

    static final List<Bug> ALL = List.of(
            new Bug(
                    "wall-clock-leases",
                    "The leader reckons the end of leases by the time of day.",
                    "A clock that jumps ends no lease early and keeps none alive.",
                    List.of(
                            byWallClock("start"),
                            byWallClock("tick"),
                            byWallClock("followLeadership"),
                            byWallClock("keepAliveHere", "long", "Deadline"),
                            byWallClock("remaining")),
                    Hunt.by("lease", "clock").finds("expired early", 45)),
            new Bug(
                    "lease-time-not-extended",
                    "A new leader reckons a lease's end from its grant, as if it had never been kept alive.",
                    "After a change of leader every lease gets its full time again.",
                    List.of(
                            Target.of(KEEPER, "start").calls(QUEUE, "accept", 1, member("noteGrant")),
                            Target.of(KEEPER, "followLeadership")
                                    .calls(QUEUE, "promote", 1, member("promoteWithTheTimeFromTheGrant"))),
                    Hunt.by("lease", "move-leader", "kill").finds("expired early", 45)),
            new Bug(
                    "keep-alive-of-dead-lease",
                    "A keep-alive of a lease that is gone is answered as if it were alive.",
                    "A lease that has ended is not kept alive.",
                    List.of(Target.of(KEEPER, "keepAliveHere", "long", "Deadline")
                            .calls(QUEUE, "renew", 1, member("renewWhatIsGone"))),
                    Hunt.by("lease").finds("shortened", 30)),
            new Bug(
                    "lease-end-in-steps",
                    "The end of a lease deletes its keys in one revision each.",
                    "A lease's keys go in one revision.",
                    List.of(Target.of(APPLIER, "end")
                            .calls("io.jukung.store.mvcc.Draft", "delete", 1, apply("deleteAsARevision"))),
                    Hunt.by("lease").finds("ended in parts", 30)),
            new Bug(
                    "lease-end-leaves-a-key",
                    "The end of a lease leaves its last key.",
                    "A lease's keys go with it.",
                    List.of(Target.of(APPLIER, "end")
                            .calls("io.jukung.store.lease.LeaseTable", "keysAsOfNow", 1, apply("keysButOne"))),
                    Hunt.by("lease").finds("lease deleted in parts", 30)),
            new Bug(
                    "lease-keeps-moved-key",
                    "A key that is put with another lease stays attached to the one before, too.",
                    "A key goes with the lease of its last put, and with no other.",
                    List.of(Target.of("io.jukung.store.lease.LeaseTable", "move")
                            .argument(1, new Hook("io.jukung.store.lease.Planted", "fromNone"))),
                    Hunt.by("lease").finds("unexplained write", 30)));

    private LeaseBugs() {}

    private static Transformation byWallClock(String method) {
        return Target.of(KEEPER, method).calls(CLOCK, "nanoTime", 1, member("wallClock"));
    }

    private static Transformation byWallClock(String method, String... parameters) {
        return Target.of(KEEPER, method, parameters).calls(CLOCK, "nanoTime", 1, member("wallClock"));
    }

    private static Hook member(String method) {
        return new Hook("io.jukung.store.member.Planted", method);
    }

    private static Hook apply(String method) {
        return new Hook("io.jukung.store.apply.Planted", method);
    }
}
