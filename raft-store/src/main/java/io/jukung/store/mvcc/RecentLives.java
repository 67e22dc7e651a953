package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which keys came into being and ceased to be lately: with it, how many keys a range has follows from how many it had a while
 * ago, and what a list of the past has to look for besides the living is known without a look at the disk. One thread adds,
 * any may ask.
 */
final class RecentLives {

    /** Knows nothing. */
    static final RecentLives NONE = new RecentLives(Long.MAX_VALUE);

    private static final int CAPACITY = 8192;
    /** Larger keys are not kept: where one is, memory of what was before ends. */
    private static final int MAX_KEY_BYTES = 512;

    private final AtomicReferenceArray<@Nullable Life> slots = new AtomicReferenceArray<>(CAPACITY);
    /** How many were ever added. */
    private volatile long added;
    /** All of the revisions after it is known. */
    private volatile long knownAfter;

    /** @param knownAfter the newest revision; what is added follows it */
    RecentLives(long knownAfter) {
        this.knownAfter = knownAfter;
    }

    /**
     * A beginning or an end.
     *
     * @param number among all that were ever added
     */
    private record Life(long number, long revision, ByteString key, boolean end) {}

    /** Adds what a revision made of a key that is there before it or after it, but not both. */
    void add(long revision, byte[] key, boolean end) {
        if (key.length > MAX_KEY_BYTES) {
            knownAfter = revision;
            return;
        }
        long number = added;
        int slot = (int) (number % CAPACITY);
        Life evicted = slots.get(slot);
        if (evicted != null) {
            knownAfter = Math.max(knownAfter, evicted.revision);
        }
        slots.set(slot, new Life(number, revision, UnsafeByteOperations.unsafeWrap(key), end));
        added = number + 1;
    }

    /** By how much a range has more keys at {@code to} than it had at {@code from}; empty if that is not known. */
    OptionalLong difference(KeyRange range, long from, long to) {
        long[] difference = {0};
        boolean known = visitAfter(from, life -> {
            if (life.revision <= to && range.contains(life.key)) {
                difference[0] += life.end ? -1 : 1;
            }
        });
        return known ? OptionalLong.of(difference[0]) : OptionalLong.empty();
    }

    /**
     * The keys of a range that ceased to be after a revision, in ascending order; there may be some among them that live again.
     * Null if that is not known.
     */
    byte @Nullable [][] endedSince(KeyRange range, long revision) {
        var ended = new TreeSet<byte[]>(Arrays::compareUnsigned);
        boolean known = visitAfter(revision, life -> {
            if (life.end && range.contains(life.key)) {
                ended.add(life.key.toByteArray());
            }
        });
        return known ? ended.toArray(byte[][]::new) : null;
    }

    /** Goes over what came after a revision, the newest first; false if some of it is not known any more. */
    private boolean visitAfter(long revision, Consumer<Life> visitor) {
        for (long number = added - 1; number >= 0; number--) {
            Life life = slots.get((int) (number % CAPACITY));
            if (life == null || life.number != number || life.revision <= revision) {
                break;
            }
            visitor.accept(life);
        }
        // Asked last: what has been overwritten meanwhile was not looked at.
        return knownAfter <= revision;
    }
}
