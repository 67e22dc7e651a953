package io.jukung.node.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a pod leaves in the file system beside its volumes. */
public final class PodFolders {

    private static final Logger LOG = LoggerFactory.getLogger(PodFolders.class);

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
            LOG.debug("log {} stays: {}", log, e.getMessage());
        }
    }

    /** Removes the log folders, named {@code namespace_name_uid}, of all pods but these. */
    static void deleteLogsOfOthers(Path logs, Predicate<String> kept) throws IOException {
        if (!Files.isDirectory(logs)) {
            return;
        }
        try (var folders = Files.list(logs)) {
            for (var folder : folders.toList()) {
                var name = String.valueOf(folder.getFileName());
                if (!kept.test(name.substring(name.lastIndexOf('_') + 1))) {
                    delete(folder);
                }
            }
        }
    }

    /** Removes the pod's cgroup in every hierarchy; systemd removes its own. */
    public static void removeCgroups(String uid) {
        for (var hierarchy : hierarchies()) {
            for (var level : QualityOfService.values()) {
                removeIfEmpty(
                        hierarchy.resolve("kubepods").resolve(level.cgroup()).resolve("pod" + uid));
            }
        }
    }

    /** Removes the groups above the pods', where no pod of any cluster is left. */
    public static void removeEmptyLevels() {
        for (var hierarchy : hierarchies()) {
            for (var level : QualityOfService.values()) {
                if (!level.cgroup().isEmpty()) {
                    removeIfEmpty(hierarchy.resolve("kubepods").resolve(level.cgroup()));
                }
            }
            removeIfEmpty(hierarchy.resolve("kubepods"));
        }
    }

    /** A group that still holds something stays: the kernel refuses. */
    private static void removeIfEmpty(Path group) {
        if (Files.isDirectory(group) && !group.toFile().delete()) {
            LOG.debug("cgroup {} stays", group);
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
