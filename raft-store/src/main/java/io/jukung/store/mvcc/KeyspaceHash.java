package io.jukung.store.mvcc;

import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A checksum of what can be read at and above the compact revision, up to a revision. */
public final class KeyspaceHash {

    private KeyspaceHash() {}

    /**
     * The checksum and what it covers.
     *
     * @param hash CRC32C, unsigned
     * @param compactRevision the lower bound that was in force
     * @param hashRevision the upper bound
     */
    public record Result(int hash, long compactRevision, long hashRevision) {}

    static Result compute(OrderedReader reader, StoreMark mark, long requested) throws RejectedException {
        long revision = mark.resolve(requested);
        long compacted = mark.compactRevision();
        CRC32C crc = new CRC32C();
        byte[] key = {};
        boolean belowCompaction = false;
        try (Cursor cursor = reader.cursor(Family.VERSIONS, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                byte[] here = cursor.key();
                int shared = Layout.sharedLength(here);
                if (shared != key.length || !Arrays.equals(here, 0, shared, key, 0, shared)) {
                    key = Arrays.copyOf(here, shared);
                    belowCompaction = false;
                }
                long modRevision = Layout.revisionOf(here);
                if (modRevision > revision || belowCompaction) {
                    continue;
                }
                byte[] record = cursor.value();
                // Of what lies at or below the compaction only the newest counts, and a deletion there is as good as
                // gone: whether it still lies on disk depends on how far the member's clean-up has come.
                belowCompaction = modRevision <= compacted;
                if (belowCompaction && Layout.isTombstone(record)) {
                    continue;
                }
                crc.update(here);
                crc.update(record);
            }
        }
        return new Result((int) crc.getValue(), compacted, revision);
    }
}
