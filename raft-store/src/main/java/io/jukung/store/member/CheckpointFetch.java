package io.jukung.store.member;

import io.jukung.proto.store.v1.Checkpoint;
import io.jukung.proto.store.v1.CheckpointClose;
import io.jukung.proto.store.v1.CheckpointFile;
import io.jukung.proto.store.v1.CheckpointRead;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Copies another member's checkpoint into a new directory, checked and synced. Blocks: a worker's job. */
final class CheckpointFetch {

    private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private final Peers peers;
    private final long from;

    CheckpointFetch(Peers peers, long from) {
        this.peers = peers;
        this.from = from;
    }

    /**
     * Copies all files.
     *
     * @throws IOException also when a file does not arrive as it was sent
     */
    void into(Path directory) throws IOException, InterruptedException {
        StateDirectory.delete(directory);
        Files.createDirectories(directory);
        var checkpoint = Checkpoint.parseFrom(ask(PeerMethod.CHECKPOINT_OPEN, new byte[0], OPEN_TIMEOUT));
        try {
            for (var file : checkpoint.getFilesList()) {
                fetch(checkpoint.getId(), file, directory);
            }
            DataDirectory.sync(directory);
        } finally {
            // Not waited for: the other member drops a checkpoint that nobody reads by itself.
            peers.call(
                    from,
                    PeerMethod.CHECKPOINT_CLOSE,
                    CheckpointClose.newBuilder()
                            .setId(checkpoint.getId())
                            .build()
                            .toByteArray(),
                    READ_TIMEOUT);
        }
    }

    private void fetch(long checkpoint, CheckpointFile file, Path directory) throws IOException, InterruptedException {
        var target = directory.resolve(nameOf(file));
        if (!directory.equals(target.getParent())) {
            throw new IOException("a checkpoint names a file outside of it: " + file.getName());
        }
        try (var channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long offset = 0; offset < file.getSize(); ) {
                var piece = ask(
                        PeerMethod.CHECKPOINT_READ,
                        CheckpointRead.newBuilder()
                                .setId(checkpoint)
                                .setName(file.getName())
                                .setOffset(offset)
                                .setLength(Checkpoints.MAX_PIECE_BYTES)
                                .build()
                                .toByteArray(),
                        READ_TIMEOUT);
                if (piece.length == 0) {
                    throw new IOException(file.getName() + " ends at " + offset + " of " + file.getSize() + " bytes");
                }
                for (var bytes = ByteBuffer.wrap(piece); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
                offset += piece.length;
            }
            channel.force(true);
        }
        if (Checkpoints.checksum(target) != file.getCrc32C()) {
            throw new IOException(file.getName() + " arrived with another checksum than it left with");
        }
    }

    private static Path nameOf(CheckpointFile file) throws IOException {
        try {
            return Path.of(file.getName());
        } catch (InvalidPathException e) {
            throw new IOException("a checkpoint names what cannot be a file", e);
        }
    }

    private byte[] ask(PeerMethod method, byte[] request, Duration timeout) throws IOException, InterruptedException {
        try {
            return peers.call(from, method, request, timeout).get();
        } catch (ExecutionException e) {
            throw new IOException("fetching a checkpoint from member " + Long.toHexString(from), e.getCause());
        }
    }
}
