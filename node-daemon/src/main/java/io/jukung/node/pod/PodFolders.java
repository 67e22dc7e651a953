package io.jukung.node.pod;

import io.jukung.node.container.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What a pod leaves in the file system beside its volumes. */
final class PodFolders {

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private PodFolders() {}

    /** Removes a tree; one that is not there is fine. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Removes a log and what was rotated away of it. */
    static void deleteLogs(Path log) {
        var folder = log.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (var file : files.filter(candidate ->
                            String.valueOf(candidate.getFileName()).startsWith(String.valueOf(log.getFileName())))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The pod's whole folder goes with the pod.
            org.slf4j.LoggerFactory.getLogger(PodFolders.class).debug("log {} stays: {}", log, e.getMessage());
        }
    }

    /** Removes the pod's cgroup in every hierarchy; systemd removes its own. */
    static void removeCgroups(DesiredPod pod, boolean systemd) {
        if (systemd) {
            return;
        }
        var relative = Path.of(Limits.cgroupParent(pod, false).substring(1));
        for (var hierarchy : hierarchies()) {
            var group = hierarchy.resolve(relative);
            // A group that still holds something stays: the kernel refuses.
            if (Files.isDirectory(group) && !group.toFile().delete()) {
                org.slf4j.LoggerFactory.getLogger(PodFolders.class).debug("cgroup {} stays", group);
            }
        }
    }

    private static List<Path> hierarchies() {
        if (Files.exists(CGROUPS.resolve("cgroup.controllers"))) {
            return List.of(CGROUPS);
        }
        try (var folders = Files.list(CGROUPS)) {
            return folders.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
