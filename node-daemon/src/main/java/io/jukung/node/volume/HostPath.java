package io.jukung.node.volume;

import io.jukung.api.model.tree.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A {@code hostPath} volume: a path of the node, of the type the pod's author asks for. */
final class HostPath {

    /** Bits of a file's mode that tell its type, and some of their values (stat.h). */
    private static final int TYPE_MASK = 0170000;

    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private HostPath() {}

    /** The path, made if its type says so; throws {@link VolumeException} when it is of another type. */
    static Path of(String volume, ObjectValue hostPath) {
        var path = Path.of(hostPath.text("path"));
        try {
            switch (hostPath.text("type")) {
                case "" -> {}
                case "DirectoryOrCreate" -> {
                    if (!Files.exists(path)) {
                        Files.createDirectories(path);
                    }
                    require(volume, Files.isDirectory(path), path, "a directory");
                }
                case "Directory" -> require(volume, Files.isDirectory(path), path, "a directory");
                case "FileOrCreate" -> {
                    if (!Files.exists(path)) {
                        Files.createFile(path);
                    }
                    require(volume, Files.isRegularFile(path), path, "a file");
                }
                case "File" -> require(volume, Files.isRegularFile(path), path, "a file");
                case "Socket" -> require(volume, isOf(path, SOCKET), path, "a socket file");
                case "CharDevice" -> require(volume, isOf(path, CHARACTER_DEVICE), path, "a character device");
                case "BlockDevice" -> require(volume, isOf(path, BLOCK_DEVICE), path, "a block device");
                case String other -> throw new VolumeException(volume, other + " is an invalid volume type");
            }
        } catch (IOException e) {
            throw new VolumeException(volume, "hostPath " + path + ": " + e.getMessage(), e);
        }
        return path;
    }

    private static boolean isOf(Path path, int type) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(path, "unix:mode") instanceof Integer mode
                && (mode & TYPE_MASK) == type;
    }

    private static void require(String volume, boolean holds, Path path, String expected) {
        if (!holds) {
            throw new VolumeException(volume, "hostPath type check failed: " + path + " is not " + expected);
        }
    }
}
