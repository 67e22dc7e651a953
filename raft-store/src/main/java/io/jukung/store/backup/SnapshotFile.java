package io.jukung.store.backup;

import io.jukung.store.bbolt.BoltFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file with etcd's database: as {@code etcdctl snapshot save} writes it, with the SHA-256 of all before at its end, or as it
 * lies in a data directory, without.
 */
public final class SnapshotFile {

    private static final int HASH_BYTES = 32;
    private static final int SECTOR_BYTES = 512;

    private SnapshotFile() {}

    /**
     * Opens a snapshot.
     *
     * @param skipHashCheck take it without a hash, or with one that does not fit
     * @throws SnapshotException if it has no hash, or another
     * @throws io.jukung.store.bbolt.BoltException if it is no database
     */
    public static BoltFile open(Path file, boolean skipHashCheck) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!skipHashCheck) {
            checkHash(file);
        }
        return BoltFile.open(file);
    }

    private static void checkHash(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size % SECTOR_BYTES != HASH_BYTES) {
                throw new SnapshotException("snapshot missing hash but --skip-hash-check=false: " + file
                        + " is not what \"snapshot save\" wrote; if it comes from a data directory, skip the check");
            }
            MessageDigest digest = sha256();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
            long left = size - HASH_BYTES;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int read = channel.read(buffer);
                if (read < 0) {
                    throw new SnapshotException(file + " became shorter while it was read");
                }
                left -= read;
                digest.update(buffer.flip());
            }
            byte[] found = digest.digest();
            byte[] expected = new byte[HASH_BYTES];
            ByteBuffer trailer = ByteBuffer.wrap(expected);
            while (trailer.hasRemaining() && channel.read(trailer) >= 0) {}
            if (!Arrays.equals(found, expected)) {
                HexFormat hex = HexFormat.of();
                throw new SnapshotException("the snapshot's hash is wrong: " + file + " ends with "
                        + hex.formatHex(expected) + ", what lies before has " + hex.formatHex(found));
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
