package io.jukung.store.backup;

import com.google.protobuf.UnsafeByteOperations;
import io.jukung.store.backup.RevisionSort.Item;
import io.jukung.store.mvcc.RetainedVersions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * etcd's HashKV: CRC-32C over its bucket of keys in the order of revisions, as it is once compaction is through. Equal on all
 * members, and equal to what an etcd with the same content answers.
 *
 * <p>Our versions lie in the order of keys: each is checksummed where it lies, only the checksums are sorted.
 *
 * @param hash unsigned
 * @param compactRevision the lower bound that was in force; -1: none
 * @param hashRevision the upper bound
 */
public record HashKv(int hash, long compactRevision, long hashRevision) {

    private static final long SORT_BYTES = 16L << 20;

    /** The hash of versions; closes them. */
    public static HashKv of(RetainedVersions versions, Scratch scratch) throws IOException {
        CRC32C crc = new CRC32C();
        long living = 0;
        try (versions;
                RevisionSort sort = new RevisionSort(scratch, SORT_BYTES)) {
            while (versions.advance()) {
                boolean compacted = versions.modRevision() <= versions.compactRevision();
                boolean deletion = versions.isDeletion();
                if (versions.isCurrent() && !deletion) {
                    living++;
                }
                if (compacted && deletion) {
                    continue;
                }
                byte[] key = KeyBucket.key(versions.modRevision(), versions.sub(), deletion);
                byte[] value = versions.record().toByteArray();
                crc.reset();
                crc.update(key);
                crc.update(value);
                sort.add(new Item(
                        versions.modRevision(),
                        versions.sub(),
                        compacted && !versions.isCurrent(),
                        UnsafeByteOperations.unsafeWrap(ByteBuffer.allocate(2 * Integer.BYTES)
                                .putInt((int) crc.getValue())
                                .putInt(key.length + value.length)
                                .flip())));
            }
            crc.reset();
            crc.update(KeyBucket.NAME_BYTES);
            Crc32cSum sum = new Crc32cSum();
            sum.append((int) crc.getValue(), KeyBucket.NAME_BYTES.length);
            // What a compaction at the hashed revision would take does not count; etcd makes an exception where it
            // would
            // leave nothing.
            boolean nothingLives = living == 0;
            sort.drain(item -> {
                if (nothingLives || !item.mark()) {
                    ByteBuffer entry = item.payload().asReadOnlyByteBuffer();
                    sum.append(entry.getInt(), entry.getInt());
                }
            });
            return new HashKv(sum.value(), versions.compactRevision(), versions.upTo());
        }
    }
}
