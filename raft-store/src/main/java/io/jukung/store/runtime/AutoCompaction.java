package io.jukung.store.runtime;

import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.store.Space;
import io.jukung.store.apply.Command;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Decides what the leader compacts by itself: history older than a time, or than a number of revisions. */
final class AutoCompaction {

    private static final Duration REVISION_PERIOD = Duration.ofMinutes(5);
    private static final Duration MAX_PERIOD = Duration.ofHours(1);

    private final Space.CompactionMode mode;
    private final long retention;
    private final Duration period;
    /** Periodic mode: the revisions seen at the last looks, oldest first, one more than retention needs. */
    private final Deque<Long> seen = new ArrayDeque<>();

    private long compacted;

    private AutoCompaction(Space.CompactionMode mode, long retention, Duration period) {
        this.mode = mode;
        this.retention = retention;
        this.period = period;
    }

    /** Null if it is turned off. */
    static @Nullable AutoCompaction of(Space space) {
        long retention = space.compactionRetention();
        if (retention == 0) {
            return null;
        }
        var mode = space.compactionMode();
        return new AutoCompaction(
                mode,
                retention,
                switch (mode) {
                    case REVISION -> REVISION_PERIOD;
                    // As etcd: after a whole period first, then every hour at least.
                    case PERIODIC ->
                        Duration.ofSeconds(retention).compareTo(MAX_PERIOD) < 0
                                ? Duration.ofSeconds(retention)
                                : MAX_PERIOD;
                });
    }

    /** How often to ask for the {@link #next}. */
    Duration period() {
        return period;
    }

    /** What to compact, seeing this revision now; null if nothing. */
    Command.@Nullable Compact next(long revision) {
        seen.add(revision);
        long looks = Math.max(1, retention / period.toSeconds());
        if (mode == Space.CompactionMode.PERIODIC && seen.size() <= looks) {
            return null;
        }
        long target = switch (mode) {
            case REVISION -> revision - retention;
            case PERIODIC -> seen.getFirst();
        };
        seen.remove();
        if (target <= Math.max(1, compacted)) {
            return null;
        }
        compacted = target;
        return new Command.Compact(
                0, CompactionRequest.newBuilder().setRevision(target).build());
    }
}
