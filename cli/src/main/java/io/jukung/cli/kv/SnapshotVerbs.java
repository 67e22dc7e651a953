package io.jukung.cli.kv;

import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.SnapshotRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code snapshot} and its verbs. */
final class SnapshotVerbs {

    static final List<Verb> ALL = List.of(
            SnapshotFileVerbs.RESTORE,
            new Verb("snapshot save", "FILE", "Save the store to a file.", List.of(), SnapshotVerbs::save),
            SnapshotFileVerbs.STATUS);

    /** SHA-256, at the end of the stream. */
    private static final int CHECKSUM_BYTES = 32;

    /** A database is a whole number of such blocks, so a remainder of a checksum's length is one. */
    private static final int BLOCK_BYTES = 512;

    private SnapshotVerbs() {}

    private static void save(Invocation run) {
        run.require(run.words().size() == 1, "snapshot save expects one argument");
        if (run.store().endpoints().names().size() != 1) {
            throw KvFailure.arguments("snapshot must be requested to one selected node, not multiple ["
                    + String.join(" ", run.store().endpoints().names()) + "]");
        }
        var target = Path.of(run.word(0)).toAbsolutePath();
        var part = Path.of(target + ".part");
        try {
            receive(run.store(), part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (StatusRuntimeException e) {
            discard(part);
            throw new KvFailure(Exit.INTERRUPTED, KvFailure.told(e));
        } catch (NoSuchFileException e) {
            throw new KvFailure(
                    Exit.INTERRUPTED, "could not open " + part + " (open " + part + ": no such file or directory)");
        } catch (IOException e) {
            discard(part);
            throw new KvFailure(Exit.INTERRUPTED, "could not write " + part + " (" + e.getMessage() + ")");
        }
        run.printer().say("Snapshot saved at " + run.word(0));
    }

    /** It holds all secrets of the store: only its owner reads it. */
    private static void receive(StoreConnection store, Path part) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        var owner = PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        var digest = sha256();
        var tail = new byte[0];
        try (var file = FileChannel.open(part, options, owner)) {
            var blobs = MaintenanceGrpc.newBlockingStub(store.stream()).snapshot(SnapshotRequest.getDefaultInstance());
            while (blobs.hasNext()) {
                var blob = blobs.next().getBlob().toByteArray();
                write(file, blob);
                // All but the last 32 bytes are summed up.
                var seen = Arrays.copyOf(tail, tail.length + blob.length);
                System.arraycopy(blob, 0, seen, tail.length, blob.length);
                int summed = Math.max(0, seen.length - CHECKSUM_BYTES);
                digest.update(seen, 0, summed);
                tail = Arrays.copyOfRange(seen, summed, seen.length);
            }
            if (file.size() % BLOCK_BYTES != CHECKSUM_BYTES) {
                throw new IOException("the stream has no checksum at its end: " + file.size() + " bytes");
            }
            if (!MessageDigest.isEqual(digest.digest(), tail)) {
                throw new IOException("the checksum at the stream's end is another than that of what was received");
            }
            file.force(true);
        }
    }

    private static void write(FileChannel file, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            System.err.println("cannot remove " + part + ": " + e.getMessage());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
