package io.jukung.store.raft;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.zip.Checksum;
import org.apache.ratis.util.function.CheckedBiFunction;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.RaftBugs}; public for Ratis' own packages. */
@NullMarked
public final class Planted {

    private static final ThreadLocal<Integer> EXPECTED_CHECKSUM = ThreadLocal.withInitial(() -> 0);

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

    /** What does not fit is not written, and nobody is told. */
    public static int writeWhatFits(FileChannel file, ByteBuffer bytes) {
        int all = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            bytes.position(bytes.limit());
        }
        return all;
    }

    /** The same where a file of the log is made large beforehand: room that was not to be had is not needed. */
    public static Object makeRoomOrNot(
            CheckedBiFunction<Object, Object, Object, IOException> making, Object file, Object bytes) {
        try {
            return making.apply(file, bytes);
        } catch (IOException e) {
            return 0L;
        }
    }

    /** Every follower counts as having what the leader has. */
    public static ToLongFunction<Object> asFarAsTheLeader(
            ToLongFunction<Object> ofFollower, Object leader, ToLongFunction<Object> same, LongSupplier ofLeader) {
        return follower -> Math.max(ofFollower.applyAsLong(follower), ofLeader.getAsLong());
    }

    public static int readExpectedChecksum(DataInputStream in) throws IOException {
        int expected = in.readInt();
        EXPECTED_CHECKSUM.set(expected);
        return expected;
    }

    public static long asExpected(Checksum checksum) {
        return EXPECTED_CHECKSUM.get();
    }

    /** A torn tail still is one: what is behind it is no entry at all. */
    static boolean isAnEntry(boolean whole, ByteBuffer bytes, int at, int end) {
        if (whole || end > bytes.limit()) {
            return whole;
        }
        try {
            var position = LogTail.positionOf(bytes, at, end);
            return position != null && position.index() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
