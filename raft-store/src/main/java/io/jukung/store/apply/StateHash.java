package io.jukung.store.apply;

import io.jukung.store.mvcc.RetainedVersions;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One number for all that is replicated, read from storage. Where {@link StateDigest} shows that members were told the same,
 * this shows that they still have the same: every block it reads is checked by its checksum on the way.
 *
 * <p>What a finished compaction would have removed does not count, as members compact at their own pace.
 */
public final class StateHash {

    /** Of the hash: raised when a release counts something else, or writes the same state in other bytes. */
    public static final int FORMAT = 2;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] MARK = "mark".getBytes(StandardCharsets.US_ASCII);

    private final Runnable pause;
    private long value;

    private StateHash(Runnable pause) {
        this.pause = pause;
    }

    static long of(OrderedReader reader, StoreMark mark, Runnable pause) {
        StateHash hash = new StateHash(pause);
        hash.add(mark.revision());
        hash.add(mark.compactRevision());
        try (RetainedVersions versions =
                new RetainedVersions(reader, mark.revision(), mark.compactRevision(), () -> {})) {
            while (versions.advance()) {
                hash.add(versions.modRevision());
                hash.add(versions.sub());
                hash.add(versions.isDeletion() ? 1 : 0);
                hash.add(versions.record().toByteArray());
                pause.run();
            }
        }
        hash.add(reader.cursor(Family.LATEST, null, null, Direction.FORWARD));
        hash.addDeletions(reader, mark.compactRevision());
        hash.add(reader.cursor(
                Family.LOG, RetainedVersions.firstLogKey(mark.compactRevision()), null, Direction.FORWARD));
        hash.add(reader.cursor(Family.LEASES, null, null, Direction.FORWARD));
        hash.add(reader.cursor(Family.AUTH, null, null, Direction.FORWARD));
        hash.add(reader.cursor(Family.META, null, null, Direction.FORWARD), MARK);
        return hash.value;
    }

    private void addDeletions(OrderedReader reader, long compactRevision) {
        try (Cursor deletions = reader.cursor(Family.DELETED, null, null, Direction.FORWARD)) {
            for (; deletions.isValid(); deletions.next()) {
                byte[] key = deletions.key();
                if (RetainedVersions.isRetainedDeletion(key, compactRevision)) {
                    add(key);
                }
                pause.run();
            }
        }
        add(-1);
    }

    private void add(Cursor family) {
        add(family, null);
    }

    /** All of a family, but for one key. */
    private void add(Cursor family, byte @Nullable [] except) {
        try (family) {
            for (; family.isValid(); family.next()) {
                byte[] key = family.key();
                if (!Arrays.equals(key, except)) {
                    add(key);
                    add(family.value());
                }
                pause.run();
            }
        }
        add(-1);
    }

    private void add(byte[] bytes) {
        add(bytes.length);
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            add((long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < bytes.length; at++) {
            rest = rest << 8 | (bytes[at] & 0xff);
        }
        add(rest);
    }

    private void add(long input) {
        long mixed = (value ^ input) * MULTIPLIER;
        value = mixed ^ (mixed >>> 32);
    }
}
