package io.jukung.store.member;

import io.jukung.store.apply.ClusterMember;
import io.jukung.store.peer.PeerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A member's directory: {@code LOCK} (one process), {@code IDENTITY} (whose it is), {@code MEMBERS} (see
 * {@link KnownMembers}), {@code raft/} (the log), {@code state/} (see {@link StateDirectory}).
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "LOCK";
    private static final String IDENTITY = "IDENTITY";

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;
    private volatile @Nullable Identity identity;

    private DataDirectory(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes a directory for this process, making it where it is not.
     *
     * @param founded what the settings would found, see {@link Identity#read}
     * @throws IOException saying what is wrong: in use, not whole, of a newer release
     */
    public static DataDirectory open(Path directory, Membership founded) throws IOException {
        Files.createDirectories(directory);
        var lockFile = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
            opened.readIdentity(founded);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Whether a process had taken the directory and has ended. */
    static boolean isLeftBehind(Path directory) throws IOException {
        try (var lockFile = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
                var lock = lockFile.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            return false;
        }
    }

    /** Whether one has an owner, asked without taking it. */
    public static boolean hasOwner(Path directory) {
        return Files.exists(directory.resolve(IDENTITY), LinkOption.NOFOLLOW_LINKS);
    }

    private void readIdentity(Membership founded) throws IOException {
        if (hasOwner(directory)) {
            var read = Identity.read(identityFile(), founded);
            identity = read;
            if (!Identity.isOfThisFormat(identityFile())) {
                // Before anything else is written that an older release would not understand.
                own(read);
            }
        } else if (Files.exists(raft()) || Files.exists(state())) {
            throw new IOException("data-dir: " + directory + " holds data but no IDENTITY file: it is not a whole one;"
                    + " put all of the member's data there");
        }
    }

    private Path identityFile() {
        return directory.resolve(IDENTITY);
    }

    /** Whether it has an owner: else it is empty. */
    boolean isOwned() {
        return identity != null;
    }

    Identity identity() {
        var known = identity;
        if (known == null) {
            throw new IllegalStateException(directory + " has no owner yet");
        }
        return known;
    }

    void own(Identity by) throws IOException {
        writeDurably(identityFile(), by.text());
        identity = by;
    }

    /** Who the owner is towards the others. */
    public PeerIdentity self() {
        return new PeerIdentity(identity().clusterId(), identity().memberId());
    }

    /** Where the other members were when this one came into the cluster. */
    public Map<Long, InetSocketAddress> others() {
        var all = new HashMap<>(addresses());
        all.remove(identity().memberId());
        return all;
    }

    /** The first configuration of the log; empty for a member that joins. */
    public Map<Long, InetSocketAddress> founders() {
        return identity().origin() == Identity.Origin.FOUNDER ? addresses() : Map.of();
    }

    private Map<Long, InetSocketAddress> addresses() {
        return identity().members().stream().collect(Collectors.toMap(ClusterMember::id, Membership::address));
    }

    /** The members, this one among them, as it last knew them; empty: it has not noted any. */
    List<ClusterMember> known() throws IOException {
        return KnownMembers.read(directory);
    }

    /** Whether the owner has had a log, as far as this directory tells. */
    public boolean hasRun() {
        try {
            return !known().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    public boolean joinedAsLearner() {
        return identity().origin() == Identity.Origin.JOINED_AS_LEARNER;
    }

    /** Whether the owner is to be the only member of its cluster. */
    public boolean isForcedAlone() {
        return identity().forcing();
    }

    /** Notes that this member is the only one of its cluster now. */
    void forced() {
        try {
            own(identity().withForcing(false));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + identityFile(), e);
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
