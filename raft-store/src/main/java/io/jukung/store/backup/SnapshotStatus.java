package io.jukung.store.backup;

import io.jukung.store.bbolt.BoltCursor;
import io.jukung.store.bbolt.BoltFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What {@code etcdutl snapshot status} tells.
 *
 * @param hash CRC-32C of all buckets, unsigned
 * @param revision the newest
 * @param totalKeys entries of all buckets
 * @param totalSize of the database in bytes, without what follows it
 */
public record SnapshotStatus(int hash, long revision, long totalKeys, long totalSize) {

    /** Reads a whole snapshot, whether or not a hash follows it. */
    public static SnapshotStatus of(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        long revision = 0;
        long total = 0;
        try (BoltFile database = SnapshotFile.open(file, true)) {
            for (String name : database.buckets()) {
                crc.update(name.getBytes(StandardCharsets.UTF_8));
                BoltCursor entries = database.bucket(name);
                while (entries.next()) {
                    crc.update(entries.key());
                    crc.update(entries.value());
                    if (name.equals(KeyBucket.NAME)) {
                        revision = KeyBucket.revision(entries.key()).main();
                    }
                    total++;
                }
            }
            return new SnapshotStatus((int) crc.getValue(), revision, total, database.sizeBytes());
        }
    }
}
