package io.jukung.store.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.store.v1.Checkpoint;
import io.jukung.proto.store.v1.CheckpointClose;
import io.jukung.proto.store.v1.CheckpointFile;
import io.jukung.proto.store.v1.CheckpointRead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets another member copy this one's state: makes checkpoints, serves their files piece by piece. */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    static final int MAX_PIECE_BYTES = 1 << 20;
    private static final int MAX_OPEN = 4;
    /** A reader that says nothing for so long is gone. */
    private static final long IDLE_SECONDS = 60;

    /** For so long after a copy was taken its reader has what it needs from the log: to open the copy, and to catch up. */
    private static final long CATCHING_UP_SECONDS = 60;
    /** A reader that takes longer has to do without. */
    private static final long LONGEST_SECONDS = 600;

    private static final class Open {
        private final Path directory;
        private volatile long touched = System.nanoTime();

        Open(Path directory) {
            this.directory = directory;
        }
    }

    /** What a reader needs from the log, and until when it is kept. */
    private record Needed(long after, long untilNanos) {

        static Needed forSeconds(long after, long seconds) {
            return new Needed(after, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        }

        boolean isOver() {
            return untilNanos - System.nanoTime() < 0;
        }
    }

    private final StateDisk state;
    private final ToLongFunction<Path> maker;
    private final Executor worker;
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    private final Map<Long, Needed> needed = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong();

    /** @param maker writes a copy of the state that is in use to a new directory; gives a log entry that is surely in it */
    Checkpoints(StateDisk state, ToLongFunction<Path> maker, Executor worker, ScheduledExecutorService timer) {
        this.state = state;
        this.maker = maker;
        this.worker = worker;
        timer.scheduleWithFixedDelay(this::dropIdle, IDLE_SECONDS, IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /** Answers {@link io.jukung.store.peer.PeerMethod#CHECKPOINT_OPEN}. */
    public CompletableFuture<byte[]> open() {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (open.size() >= MAX_OPEN) {
                        // A reader whose connection broke comes again at once; the one it gave up is the stalest.
                        open.entrySet().stream()
                                .min(java.util.Comparator.comparingLong(entry -> entry.getValue().touched))
                                .ifPresent(stalest -> drop(stalest.getKey()));
                    }
                    long id = nextId.incrementAndGet();
                    var directory = state.checkpoint(id);
                    try {
                        needed.put(id, Needed.forSeconds(maker.applyAsLong(directory), LONGEST_SECONDS));
                        var manifest = manifest(id, directory);
                        open.put(id, new Open(directory));
                        return manifest.toByteArray();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        if (!open.containsKey(id)) {
                            needed.remove(id);
                            discard(directory);
                        }
                    }
                },
                worker);
    }

    private static Checkpoint manifest(long id, Path directory) throws IOException {
        var manifest = Checkpoint.newBuilder().setId(id);
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                manifest.addFiles(CheckpointFile.newBuilder()
                        .setName(file.getFileName().toString())
                        .setSize(Files.size(file))
                        .setCrc32C(checksum(file)));
            }
        }
        return manifest.build();
    }

    /** Takes away what nobody will read; why it came to that is told already. */
    private void discard(Path directory) {
        try {
            state.remove(directory);
        } catch (IOException e) {
            LOG.warn("removing {}, an unfinished copy of the state", directory, e);
        }
    }

    /** Answers {@link io.jukung.store.peer.PeerMethod#CHECKPOINT_READ}. */
    public CompletableFuture<byte[]> read(byte[] request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        var read = CheckpointRead.parseFrom(request);
                        var checkpoint = open.get(read.getId());
                        if (checkpoint == null) {
                            throw new IllegalStateException("checkpoint " + read.getId() + " is closed");
                        }
                        checkpoint.touched = System.nanoTime();
                        return piece(checkpoint.directory, read);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                worker);
    }

    private static byte[] piece(Path directory, CheckpointRead read) throws IOException {
        var file = directory.resolve(read.getName());
        if (!directory.equals(file.getParent())) {
            throw new IOException("not a file of a checkpoint: " + read.getName());
        }
        var piece = ByteBuffer.allocate(Math.min(read.getLength(), MAX_PIECE_BYTES));
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(read.getOffset());
            while (piece.hasRemaining() && channel.read(piece) >= 0) {}
        }
        var bytes = new byte[piece.position()];
        piece.flip().get(bytes);
        return bytes;
    }

    /** Answers {@link io.jukung.store.peer.PeerMethod#CHECKPOINT_CLOSE}. */
    public CompletableFuture<byte[]> close(byte[] request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        drop(CheckpointClose.parseFrom(request).getId());
                    } catch (InvalidProtocolBufferException e) {
                        throw new UncheckedIOException(e);
                    }
                    return new byte[0];
                },
                worker);
    }

    private void dropIdle() {
        long now = System.nanoTime();
        open.forEach((id, checkpoint) -> {
            if (now - checkpoint.touched > TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
                drop(id);
            }
        });
    }

    /**
     * The log entry behind which all entries are needed by a member that takes a copy or took one a minute ago at most; {@link
     * Long#MAX_VALUE}: none.
     */
    long neededAfter() {
        needed.values().removeIf(Needed::isOver);
        return needed.values().stream().mapToLong(Needed::after).min().orElse(Long.MAX_VALUE);
    }

    private void drop(long id) {
        var checkpoint = open.remove(id);
        if (checkpoint != null) {
            needed.computeIfPresent(id, (_, still) -> Needed.forSeconds(still.after(), CATCHING_UP_SECONDS));
            try {
                state.remove(checkpoint.directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** CRC-32C of a whole file. */
    static int checksum(Path file) throws IOException {
        var crc = new CRC32C();
        var buffer = ByteBuffer.allocateDirect(1 << 18);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                crc.update(buffer.flip());
                buffer.clear();
            }
        }
        return (int) crc.getValue();
    }
}
