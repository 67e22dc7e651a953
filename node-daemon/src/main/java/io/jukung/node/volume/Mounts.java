package io.jukung.node.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Mounting, by the system's own programs: the JDK has no call for it. */
final class Mounts {

    private Mounts() {}

    /**
     * Mounts a memory file system; does nothing where one is already.
     *
     * @param bytes its bound; 0 for the kernel's default, half of the memory
     */
    static void tmpfs(Path folder, long bytes) throws IOException {
        if (below(folder).contains(folder.toString())) {
            return;
        }
        var options = "mode=1777" + (bytes > 0 ? ",size=" + bytes : "");
        run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
    }

    /** Unmounts whatever is mounted at or below the folder, deepest first. */
    static void unmountBelow(Path folder) throws IOException {
        for (var mount : below(folder)) {
            run(List.of("umount", "--lazy", mount));
        }
    }

    private static List<String> below(Path folder) throws IOException {
        var prefix = folder.toAbsolutePath().toString();
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> line.split(" ")[4])
                    .filter(mount -> mount.equals(prefix) || mount.startsWith(prefix + "/"))
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + String.join(" ", command), e);
        }
    }
}
