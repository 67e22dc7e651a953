package io.jukung.store.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.RaftBugs}; public for Ratis' own packages. */
@NullMarked
public final class Planted {

    private Planted() {}

    static boolean neverAppended(RatisStateMachine.Proposal<?> proposal) {
        return false;
    }

    public static void leaveUnsynced(FileChannel file, boolean metadata) {}

    @SuppressWarnings("EmptyCatch") // the bug
    public static void syncOrNot(FileChannel file, boolean metadata) {
        try {
            file.force(metadata);
        } catch (IOException e) {
            // As if it were.
        }
    }

    /** Every follower counts as having what the leader has. */
    public static ToLongFunction<Object> asFarAsTheLeader(
            ToLongFunction<Object> ofFollower, Object leader, ToLongFunction<Object> same, LongSupplier ofLeader) {
        return follower -> Math.max(ofFollower.applyAsLong(follower), ofLeader.getAsLong());
    }
}
