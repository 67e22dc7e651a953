package io.jukung.chaos.zoo;

import io.jukung.chaos.zoo.Bug.Hunt;
import java.util.List;

/** Bugs of watches. */
final class WatchBugs {

    private static final String WATCH = "io.jukung.store.watch.";
    private static final String MVCC = "io.jukung.store.mvcc.";

    /** No bug by itself: most watchers that are behind then read from disk. */
    private static final Transformation SMALL_RING =
            Target.of(WATCH + "EventRing", "<init>").argument(0, watch("smallRing"));

    static final List<Bug> ALL = List.of(
            new Bug(
                    "event-dropped",
                    "One event in three hundred does not reach those who watch its key.",
                    "A watcher misses no event.",
                    List.of(Target.of(WATCH + "WatchHub", "deliver", "List")
                            .calls(WATCH + "WatcherGroup", "collect", 1, watch("collectNearlyAll"))),
                    Hunt.by("watch").finds("dropped event", 30)),
            new Bug(
                    "revision-split",
                    "Each event is a response of its own, also where a revision has several.",
                    "All events of a revision come in one response.",
                    List.of(
                            Target.of(WATCH + "WatchStream", "sendEvents")
                                    .calls(WATCH + "Watcher", "fragments", 1, watch("always")),
                            Target.of(WATCH + "WatchStream", "sendEvents")
                                    .calls(WATCH + "WatchLimits", "fragmentBytes", 2, watch("oneByte")),
                            Target.of(WATCH + "EventsResponse", "<init>").argument(2, watch("noMarkOfAFragment"))),
                    Hunt.by("watch").finds("split revision", 30)),
            new Bug(
                    "progress-ahead",
                    "A progress response names the newest revision, whether the watcher has got it or not.",
                    "After a progress response no event comes of its revision or before.",
                    List.of(
                            Target.of(WATCH + "WatchStream", "answerProgress")
                                    .calls(WATCH + "WatchHub", "delivered", 1, watch("newestOfAll")),
                            Target.of(WATCH + "WatchStream", "sendProgressToQuietWatchers")
                                    .calls(WATCH + "WatchHub", "delivered", 1, watch("newestOfAll")),
                            Target.of(WATCH + "WatchStream", "hasSeen").body(watch("seen")),
                            SMALL_RING),
                    Hunt.by("watch")
                            .with("--watch-progress-notify-interval=100ms")
                            .finds("progress ahead of events", 30)),
            new Bug(
                    "watch-from-cache-alone",
                    "A watcher of the past gets what is still in memory, and nobody looks whether that reaches back far enough.",
                    "A watcher misses no event.",
                    List.of(
                            Target.of(WATCH + "WatchStream", "step")
                                    .calls(WATCH + "EventRing", "read", 1, watch("readWhatIsLeft")),
                            SMALL_RING),
                    Hunt.by("watch").finds("not resumable", 30)),
            new Bug(
                    "watch-resume-skips",
                    "A watcher that has caught up goes on one revision too late.",
                    "A watcher misses no event where past and present meet.",
                    List.of(Target.of(WATCH + "WatchStream", "step")
                            .calls(WATCH + "Watcher", "moveTo", 1, watch("moveOneTooFar"))),
                    Hunt.by("watch", "kill").finds("not resumable", 45)),
            new Bug(
                    "watch-out-of-order",
                    "Events that go out together go out in reverse.",
                    "Events come in the order of their revisions.",
                    List.of(Target.of(WATCH + "WatcherGroup", "take").result(watch("newestFirst"))),
                    Hunt.by("watch").finds("unordered events", 30)),
            new Bug(
                    "watch-before-start",
                    "A watcher gets what is published whether it has it already or does not want it yet.",
                    "No event comes twice, and none before the start revision.",
                    List.of(Target.of(WATCH + "WatchStream", "deliver")
                            .calls(WATCH + "Watcher", "cursor", 1, watch("fromTheBeginning"))),
                    Hunt.by("watch").finds("event below its start", 30)),
            new Bug(
                    "compacted-in-silence",
                    "A watcher of a compacted revision gets what is left, and is not told.",
                    "Who watches from a compacted revision is told so.",
                    List.of(
                            Target.of(WATCH + "WatchStream", "step")
                                    .calls(MVCC + "History", "compactRevision", 1, watch("nothingCompacted")),
                            Target.of(MVCC + "History", "read").argument(0, mvcc("notBeforeCompaction")),
                            SMALL_RING),
                    Hunt.by("watch").finds("dropped event", 30)),
            new Bug(
                    "compaction-takes-boundary",
                    "A compaction also removes the events of the compact revision itself.",
                    "Who watches from the compact revision gets all events.",
                    List.of(
                            Target.of(MVCC + "Compactor", "remove")
                                    .calls(MVCC + "Layout", "logRevision", 1, mvcc("oneRevisionOlder")),
                            SMALL_RING),
                    Hunt.by("watch").finds("dropped event", 30)),
            new Bug(
                    "previous-is-current",
                    "The previous value of an event is the new one.",
                    "An event tells what its key held before.",
                    List.of(Target.of(MVCC + "History", "previous").result(mvcc("itselfAsPrevious"))),
                    Hunt.by("watch").finds("wrong previous value", 30)),
            new Bug(
                    "watch-stays-on-old-state",
                    "Watchers of a member whose state was replaced are not told, and wait for ever.",
                    "Every watcher gets every event, or is told that it does not.",
                    List.of(Target.of("io.jukung.store.server.WatchService$Session", "stateReplaced")
                            .body(new Hook("io.jukung.store.server.Planted", "goOn"))),
                    // Nobody is killed: a watcher has to stay on its stream to the end.
                    Hunt.by("watch", "partition").with(StateBugs.MANY_SNAPSHOTS).finds("late event", 45)));

    private WatchBugs() {}

    private static Hook watch(String method) {
        return new Hook(WATCH + "Planted", method);
    }

    private static Hook mvcc(String method) {
        return new Hook(MVCC + "Planted", method);
    }
}
