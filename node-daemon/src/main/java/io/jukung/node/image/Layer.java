package io.jukung.node.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One COPY as an uncompressed layer: sorted names, no times, everything root's. */
final class Layer {

    private Layer() {}

    /**
     * The layer's bytes.
     *
     * @throws ImageBuildException when a source is absent or outside the build folder
     */
    static byte[] of(BuildFile.Copy copy, Path context) {
        try {
            var bytes = new ByteArrayOutputStream();
            var tar = new TarArchive.Writer(bytes);
            var parents = new TreeSet<String>();
            for (var source : copy.sources()) {
                write(tar, copy, resolve(source, copy.fromHost(), context), parents);
            }
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resolve(String source, boolean fromHost, Path context) {
        if (fromHost) {
            var path = Path.of(source);
            if (!path.isAbsolute()) {
                throw new ImageBuildException("COPY --from=host needs an absolute path, not " + source);
            }
            if (!Files.exists(path)) {
                throw new ImageBuildException("COPY --from=host: " + source + " is not on this machine");
            }
            return path;
        }
        var root = context.toAbsolutePath().normalize();
        var path = root.resolve(source.startsWith("/") ? source.substring(1) : source)
                .normalize();
        if (!path.startsWith(root)) {
            throw new ImageBuildException("COPY: " + source + " lies outside the build folder");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new ImageBuildException("COPY: " + source + " is not in the build folder " + root);
        }
        return path;
    }

    private static void write(TarArchive.Writer tar, BuildFile.Copy copy, Path source, Set<String> parents)
            throws IOException {
        // As with Docker: a folder's content is copied; a file keeps its name when the target is a folder.
        boolean folder = Files.isDirectory(source);
        var destination = stripped(copy.destination());
        if (!folder && (copy.destination().endsWith("/") || copy.sources().size() > 1)) {
            destination = join(destination, String.valueOf(source.getFileName()));
        }
        for (var path : walk(source)) {
            var relative = source.relativize(path).toString();
            var name = relative.isEmpty() ? destination : join(destination, relative);
            if (name.isEmpty()) {
                continue;
            }
            writeParents(tar, name, parents);
            writeOne(tar, copy, path, name, parents, !folder);
        }
    }

    private static void writeOne(
            TarArchive.Writer tar, BuildFile.Copy copy, Path path, String name, Set<String> parents, boolean follow)
            throws IOException {
        if (Files.isSymbolicLink(path) && !follow) {
            tar.link(name, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
            if (parents.add(name)) {
                tar.folder(name, 0755);
            }
        } else {
            int mode = copy.mode().orElse(executable(path) ? 0755 : 0644);
            tar.file(name, mode, Files.readAllBytes(path));
        }
    }

    private static void writeParents(TarArchive.Writer tar, String name, Set<String> written) throws IOException {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            var parent = name.substring(0, slash);
            if (written.add(parent)) {
                tar.folder(parent, 0755);
            }
        }
    }

    private static List<Path> walk(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        try (var paths = Files.walk(source)) {
            return new ArrayList<>(paths.sorted().toList());
        }
    }

    private static boolean executable(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private static String stripped(String path) {
        var name = path.startsWith("/") ? path.substring(1) : path;
        if (name.equals(".") || name.equals("./")) {
            return "";
        }
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
