package io.jukung.store.migrate;

import io.jukung.store.backup.SnapshotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backup on disk: {@code full-REVISION.db}, snapshots as {@code snapshot save} writes them, and
 * {@code changes-REVISION.log}, each with the changes from that revision on (see {@link ChangeLog}). Revisions in sixteen
 * hexadecimal digits. What ends in {@code .part} is not finished and counts for nothing.
 *
 * @param path exists
 */
record BackupDirectory(Path path) {

    private static final Pattern NAME = Pattern.compile("(full|changes)-([0-9a-f]{16})\\.(db|log)");

    /** Opens or makes a backup's directory. */
    static BackupDirectory open(Path path) throws IOException {
        Files.createDirectories(path);
        return new BackupDirectory(path);
    }

    /** Snapshots by their newest revision. */
    NavigableMap<Long, Path> snapshots() throws IOException {
        return files("full");
    }

    /** Logs by their first revision. */
    NavigableMap<Long, Path> logs() throws IOException {
        return files("changes");
    }

    private NavigableMap<Long, Path> files(String kind) throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (var entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches() && name.group(1).equals(kind)) {
                    found.put(Long.parseLong(name.group(2), 16), entry);
                }
            }
        }
        return found;
    }

    Path unfinished() {
        return path.resolve("full.db.part");
    }

    /** Gives a finished snapshot its name. */
    Path keep(Path unfinished, long revision) throws IOException {
        Path kept = path.resolve(String.format(Locale.ROOT, "full-%016x.db", revision));
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync();
        return kept;
    }

    /** Where changes from a revision on go. */
    Path log(long fromRevision) {
        return path.resolve(String.format(Locale.ROOT, "changes-%016x.log", fromRevision));
    }

    /** Makes names durable. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * The snapshot to begin with for a revision.
     *
     * @throws SnapshotException if there is none as old
     */
    Map.Entry<Long, Path> snapshotFor(long revision) throws IOException {
        NavigableMap<Long, Path> snapshots = snapshots();
        Map.Entry<Long, Path> newest = snapshots.floorEntry(revision);
        if (newest == null) {
            throw new SnapshotException(
                    snapshots.isEmpty()
                            ? "there is no backup in " + path
                            : "the backup in " + path + " begins with revision "
                                    + snapshots.keySet().stream()
                                            .min(Comparator.naturalOrder())
                                            .orElseThrow()
                                    + ", revision " + revision + " is older");
        }
        return newest;
    }
}
