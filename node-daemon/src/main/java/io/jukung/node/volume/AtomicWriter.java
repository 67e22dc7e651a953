package io.jukung.node.volume;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes a volume's files so that readers see either all of the old or all of the new, as the kubelet
 * does: files lie in a folder of their own, {@code ..data} points to it, and one rename moves the pointer.
 *
 * <pre>
 *   config.yaml → ..data/config.yaml      ..data → ..2026_11_21_00_50_37.138822653      (folder)
 * </pre>
 */
final class AtomicWriter {

    private static final String POINTER = "..data";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy_MM_dd_HH_mm_ss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Optional<Long> user;
    private final Optional<Long> group;

    /**
     * A writer into an existing folder.
     *
     * @param user owner of the files; empty for root
     * @param group group of the files, which may then read them; empty for root
     */
    AtomicWriter(Path folder, Optional<Long> user, Optional<Long> group) {
        this.folder = folder;
        this.user = user;
        this.group = group;
    }

    /** Brings the folder to the payload; whether anything changed. */
    boolean write(Payload payload, Instant now) throws IOException {
        var pointer = folder.resolve(POINTER);
        var old = Files.isSymbolicLink(pointer) ? Optional.of(Files.readSymbolicLink(pointer)) : Optional.<Path>empty();
        if (old.isPresent() && same(folder.resolve(old.get()), payload)) {
            return false;
        }
        var fresh = folder.resolve(".." + STAMP.format(now) + "." + now.get(ChronoField.NANO_OF_SECOND));
        while (Files.exists(fresh)) {
            fresh = folder.resolve(fresh.getFileName() + "1");
        }
        Files.createDirectory(fresh);
        Files.setAttribute(fresh, "unix:mode", 0755);
        for (var file : payload.files().entrySet()) {
            writeFile(fresh, file.getKey(), file.getValue());
        }
        var newPointer = folder.resolve(POINTER + "_tmp");
        Files.deleteIfExists(newPointer);
        Files.createSymbolicLink(newPointer, fresh.getFileName());
        Files.move(newPointer, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        linkNames(payload);
        if (old.isPresent()) {
            deleteAll(folder.resolve(old.get()));
        }
        return true;
    }

    private void writeFile(Path root, String name, Payload.File file) throws IOException {
        var path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IOException("path " + name + " leaves the volume");
        }
        Files.createDirectories(path.getParent());
        Files.write(path, file.bytes().toByteArray());
        int mode = file.mode();
        if (group.isPresent()) {
            Files.setAttribute(path, "unix:gid", group.get().intValue());
            mode |= (mode & 0400) >> 3;
        }
        if (user.isPresent() && file.mode() == 0600) {
            Files.setAttribute(path, "unix:uid", user.get().intValue());
        }
        Files.setAttribute(path, "unix:mode", mode);
    }

    /** The visible names: one link for each first component; those of vanished files go. */
    private void linkNames(Payload payload) throws IOException {
        var names = new TreeSet<String>();
        for (var path : payload.files().keySet()) {
            names.add(Path.of(path).getName(0).toString());
        }
        try (var present = Files.list(folder)) {
            for (var path : present.toList()) {
                var name = String.valueOf(path.getFileName());
                if (Files.isSymbolicLink(path) && !name.equals(POINTER) && !names.contains(name)) {
                    Files.delete(path);
                }
            }
        }
        for (var name : names) {
            var link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(POINTER, name));
            }
        }
    }

    private static boolean same(Path root, Payload payload) throws IOException {
        if (!Files.isDirectory(root)) {
            return false;
        }
        try (var paths = Files.walk(root)) {
            var present = paths.filter(Files::isRegularFile).toList();
            if (present.size() != payload.files().size()) {
                return false;
            }
            for (var path : present) {
                var wanted = payload.files().get(root.relativize(path).toString());
                if (wanted == null || !wanted.bytes().equals(ByteString.copyFrom(Files.readAllBytes(path)))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Removes a tree without following links; a tree that is not there is fine. */
    static void deleteAll(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                try {
                    Files.delete(path);
                } catch (NoSuchFileException | DirectoryNotEmptyException changedMeanwhile) {
                    // A writer in between: the next attempt takes the rest.
                }
            }
        }
    }
}
