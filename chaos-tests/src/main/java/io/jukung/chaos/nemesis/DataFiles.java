package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/** A stopped member's files, and damage to them. */
record DataFiles(Product product, Path data) {

    private static final Pattern RATIS_CLOSED = Pattern.compile("log_[0-9]+-[0-9]+");
    private static final Pattern RATIS_OPEN = Pattern.compile("log_inprogress_[0-9]+");
    private static final int SECTOR_BYTES = 512;
    private static final int BLOCK_BYTES = 1 << 16;

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (var all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Of the state: tables of RocksDB, or etcd's one file. */
    List<Path> state() throws IOException {
        return files().stream()
                .filter(file ->
                        product == Product.JUKUNG ? name(file).endsWith(".sst") : file.endsWith(Path.of("snap", "db")))
                .toList();
    }

    /** Of the Raft log, those that are full. */
    List<Path> closedSegments() throws IOException {
        if (product == Product.JUKUNG) {
            return files().stream()
                    .filter(file -> RATIS_CLOSED.matcher(name(file)).matches() && inUse(file))
                    .toList();
        }
        var wal = wal();
        return wal.isEmpty() ? wal : wal.subList(0, wal.size() - 1);
    }

    /** Of the Raft log, the one that is written to. */
    Optional<Path> openSegment() throws IOException {
        if (product == Product.JUKUNG) {
            return files().stream()
                    .filter(file -> RATIS_OPEN.matcher(name(file)).matches() && inUse(file))
                    .findFirst();
        }
        var wal = wal();
        return wal.isEmpty() ? Optional.empty() : Optional.of(wal.getLast());
    }

    /** Not one that the member itself has put aside. */
    private static boolean inUse(Path file) {
        return file.toAbsolutePath().getParent() != null
                && name(file.toAbsolutePath().getParent()).equals("current");
    }

    private List<Path> wal() throws IOException {
        return files().stream().filter(file -> name(file).endsWith(".wal")).toList();
    }

    /** Flips so many bits, at places that {@code seed} decides, of what is written of the file (not of zeros that follow). */
    static int flip(Path file, long seed, int flips) throws IOException {
        long end = written(file);
        if (end == 0) {
            return 0;
        }
        var random = new Random(seed);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            for (int i = 0; i < flips; i++) {
                long at = random.nextLong(end);
                channel.read(one.clear(), at);
                one.flip();
                byte flipped = (byte) (one.get(0) ^ (1 << random.nextInt(Byte.SIZE)));
                channel.write(one.clear().put(flipped).flip(), at);
            }
            channel.force(true);
        }
        return flips;
    }

    /**
     * Undoes the last sector that was written, as when the power failed before it was: it reads as zeros.
     *
     * @return how many bytes were lost
     */
    static long tear(Path file) throws IOException {
        long end = written(file);
        long from = Math.max(0, (end - 1) / SECTOR_BYTES * SECTOR_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (end - from)), from);
            channel.force(true);
        }
        return end - from;
    }

    /** Where the last byte ends that is not zero: logs are made larger than they are. */
    static long written(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long start = (channel.size() - 1) / BLOCK_BYTES * BLOCK_BYTES; start >= 0; start -= BLOCK_BYTES) {
                var block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, channel.size() - start));
                channel.read(block, start);
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) != 0) {
                        return start + i + 1;
                    }
                }
            }
            return 0;
        }
    }
}
