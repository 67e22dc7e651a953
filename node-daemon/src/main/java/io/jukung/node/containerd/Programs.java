package io.jukung.node.containerd;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the machine that running containers takes.
 *
 * @param cniPlugins folder of the CNI plugins
 */
public record Programs(Path containerd, Path ctr, Path runc, Path cniPlugins, Path setsid, Path umount) {

    /** Debian's folder, then the upstream one. */
    private static final List<Path> CNI_FOLDERS = List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));

    /** Finds all; throws {@link ContainerdException} naming every missing one and its Debian package. */
    public static Programs find() {
        var missing = new ArrayList<String>();
        var containerd = require("containerd", "containerd", missing);
        var ctr = require("ctr", "containerd", missing);
        var runc = require("runc", "runc", missing);
        var setsid = require("setsid", "util-linux", missing);
        var umount = require("umount", "mount", missing);
        var plugins = findPlugins();
        if (plugins.isEmpty()) {
            missing.add("the CNI plugins bridge, host-local and portmap (containernetworking-plugins)");
        }
        if (!missing.isEmpty()) {
            throw new ContainerdException("not installed: " + String.join(", ", missing)
                    + ". On Debian: apt-get install -y containerd runc containernetworking-plugins");
        }
        return new Programs(containerd, ctr, runc, plugins.orElseThrow(), setsid, umount);
    }

    private static Optional<Path> findPlugins() {
        return CNI_FOLDERS.stream()
                .filter(folder -> List.of("bridge", "host-local", "portmap", "loopback").stream()
                        .allMatch(plugin -> Files.isExecutable(folder.resolve(plugin))))
                .findFirst();
    }

    private static Path require(String program, String debianPackage, List<String> missing) {
        var folders = new ArrayList<Path>();
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        // Users without root have no sbin on their PATH.
        folders.addAll(List.of(
                Path.of("/usr/bin"),
                Path.of("/usr/sbin"),
                Path.of("/bin"),
                Path.of("/sbin"),
                Path.of("/usr/local/bin"),
                Path.of("/usr/local/sbin")));
        var found = folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            missing.add(program + " (" + debianPackage + ")");
        }
        return found.orElse(Path.of(program));
    }
}
