package io.jukung.store.mvcc;

import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.storage.StoreBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where the state is: written in the same batch as the changes it describes.
 *
 * @param term Raft term of the last applied entry
 * @param index Raft index of the last applied entry; -1: none
 * @param revision of the newest change; 1 in a fresh store
 * @param compactRevision the oldest revision that can be read; -1: all
 * @param digest running checksum of everything applied: equal on all members at equal index
 */
public record StoreMark(long term, long index, long revision, long compactRevision, long digest) {

    /** A store without any entry. */
    public static final StoreMark FRESH = new StoreMark(0, -1, 1, -1, 0);

    /** Goes up when the same log gives another digest than before. */
    public static final int DIGEST_FORMAT = 1;

    private static final byte[] KEY = "mark".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMER_FORMAT = 1;
    private static final int FORMAT = 2;
    private static final int BYTES = Integer.BYTES + 5 * Long.BYTES;

    /** Reads the mark of a store that has this release's format, see {@link FormatUpgrade}. */
    public static StoreMark read(OrderedReader reader) {
        return read(reader, FORMAT);
    }

    /** Whether a store has the format before this one. */
    static boolean isOfFormerFormat(OrderedReader reader) {
        byte[] value = reader.get(Family.META, KEY);
        return value != null && value.length == BYTES && ByteBuffer.wrap(value).getInt() == FORMER_FORMAT;
    }

    /** Reads the mark of a store that has the format before this one. */
    static StoreMark readFormer(OrderedReader reader) {
        return read(reader, FORMER_FORMAT);
    }

    private static StoreMark read(OrderedReader reader, int format) {
        byte[] value = reader.get(Family.META, KEY);
        if (value == null) {
            return FRESH;
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        if (value.length != BYTES || buffer.getInt() != format) {
            throw new StorageFault(
                    "the database has a format this release does not know; use the release that wrote it");
        }
        return new StoreMark(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** Adds the mark to a batch. */
    public void write(StoreBatch batch) {
        batch.put(
                Family.META,
                KEY,
                ByteBuffer.allocate(BYTES)
                        .putInt(FORMAT)
                        .putLong(term)
                        .putLong(index)
                        .putLong(revision)
                        .putLong(compactRevision)
                        .putLong(digest)
                        .array());
    }

    /** Which revision a request for {@code requested} reads; 0 or less means the newest. */
    long resolve(long requested) throws RejectedException {
        if (requested <= 0) {
            return revision;
        }
        if (requested > revision) {
            throw new RejectedException(Rejection.FUTURE_REVISION);
        }
        if (requested < compactRevision) {
            throw new RejectedException(Rejection.COMPACTED);
        }
        return requested;
    }
}
