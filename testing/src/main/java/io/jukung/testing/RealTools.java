package io.jukung.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real programs that tests run against. */
public final class RealTools {

    private RealTools() {}

    /**
     * Where a program is: first among those that {@code setup/install-test-tools} fetched
     * ({@code target/tools/bin} in the project's root), then the CNI folders and the PATH.
     */
    public static Optional<Path> find(String name) {
        var folders = new ArrayList<Path>();
        folders.add(projectRoot().resolve("target/tools/bin"));
        folders.add(Path.of("/usr/lib/cni"));
        folders.add(Path.of("/opt/cni/bin"));
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        folders.addAll(List.of(Path.of("/usr/sbin"), Path.of("/sbin")));
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** As {@link #find}, for a test that {@link Needs} it. */
    public static Path get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException(name + " is not installed"));
    }

    public static boolean runningAsRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The project's root: the nearest folder upwards that holds {@code mvnw}. */
    public static Path projectRoot() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not inside the project: no mvnw above " + Path.of("").toAbsolutePath());
    }
}
