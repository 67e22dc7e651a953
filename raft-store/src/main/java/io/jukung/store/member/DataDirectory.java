package io.jukung.store.member;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A member's directory: {@code LOCK} (one process), {@code IDENTITY} (whose it is), {@code raft/} (the
 * log), {@code state/} (see {@link StateDirectory}).
 */
public final class DataDirectory implements AutoCloseable {

    /** Raised when a release writes what an older one cannot read. */
    static final int FORMAT = 1;

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataDirectory(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes a directory for this process, making it where it is not.
     *
     * @throws IOException saying what is wrong: in use, of another cluster or member, of a newer release
     */
    public static DataDirectory open(Path directory, long clusterId, long memberId) throws IOException {
        Files.createDirectories(directory);
        var lockFile = FileChannel.open(directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // this process has it already
        }
        if (lock == null) {
            lockFile.close();
            throw new IOException("data-dir: " + directory + " is in use by another running member");
        }
        var opened = new DataDirectory(directory, lockFile, lock);
        try {
            opened.checkIdentity(clusterId, memberId);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void checkIdentity(long clusterId, long memberId) throws IOException {
        var file = directory.resolve("IDENTITY");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            var identity = new Properties();
            try (var in = Files.newInputStream(file)) {
                identity.load(in);
            }
            int format = number(file, identity, "format", 10).intValue();
            if (format > FORMAT) {
                throw new IOException("data-dir: " + directory + " has format " + format
                        + " of a newer Jukung; this one reads up to format " + FORMAT
                        + ": start it with the release that wrote it");
            }
            long cluster = number(file, identity, "cluster-id", 16);
            long member = number(file, identity, "member-id", 16);
            if (cluster != clusterId) {
                throw new IOException("data-dir: " + directory + " belongs to cluster " + Long.toHexString(cluster)
                        + ", but initial-cluster and initial-cluster-token make cluster "
                        + Long.toHexString(clusterId) + ": put this member's own data there, or name the directory of"
                        + " this cluster");
            }
            if (member != memberId) {
                throw new IOException("data-dir: " + directory + " belongs to member " + Long.toHexString(member)
                        + ", but name and initial-cluster make this member " + Long.toHexString(memberId)
                        + ": put this member's own data there, or name the directory of this member");
            }
            return;
        }
        if (Files.exists(raft()) || Files.exists(state())) {
            throw new IOException("data-dir: " + directory + " holds data but no IDENTITY file: it is not a whole one;"
                    + " put all of the member's data there");
        }
        var text = "format=" + FORMAT + "\ncluster-id=" + Long.toHexString(clusterId) + "\nmember-id="
                + Long.toHexString(memberId) + "\n";
        writeDurably(file, text);
    }

    private static Long number(Path file, Properties identity, String key, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(identity.getProperty(key, ""), radix);
        } catch (NumberFormatException e) {
            throw new IOException(
                    "data-dir: " + file + " is damaged, it has no valid " + key
                            + ": put a whole copy of the member's data there",
                    e);
        }
    }

    /** Replaces a file so that after a crash it is the old or the new one, whole. */
    static void writeDurably(Path file, String text) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, text);
        sync(temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.resolveSibling("."));
    }

    /** fsync of a file or a directory. */
    static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path raft() {
        return directory.resolve("raft");
    }

    /**
     * Where the log is.
     *
     * @param walDir if not null, there, on a disk of its own
     * @throws IOException if it was kept elsewhere before: a member that forgets its log forgets how it voted
     */
    public Path log(@Nullable Path walDir) throws IOException {
        if (walDir == null) {
            if (Files.exists(state()) && !Files.exists(raft())) {
                throw new IOException("wal-dir: " + directory + " holds data but no log: it was kept elsewhere");
            }
            return raft();
        }
        if (Files.exists(raft())) {
            throw new IOException("wal-dir: the log is in " + raft() + ": move it to " + walDir + " first");
        }
        if (Files.exists(state()) && !Files.exists(walDir)) {
            throw new IOException("wal-dir: " + directory + " holds data, but " + walDir + " no log");
        }
        return walDir;
    }

    public Path state() {
        return directory.resolve("state");
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("releasing " + directory, e);
        }
    }
}
