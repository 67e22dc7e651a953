package io.jukung.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a real Kubernetes 1.36 answered and did. It is no part of the project and read in place: in the folder that
 * {@code -Djukung.golden} or {@code JUKUNG_GOLDEN} names, else in {@code shared/kubernetes-golden} beside the project or
 * beside a folder above it (worktrees).
 */
public final class KubernetesRecording {

    private static final Path USUAL = Path.of("shared/kubernetes-golden");

    private KubernetesRecording() {}

    /** A file or folder of it. Where it is absent the test is skipped, and the build says so. */
    public static Path require(String path) {
        var wanted = folder().resolve(path);
        if (!Files.exists(wanted)) {
            var reason = "no recording of Kubernetes at " + wanted + " (-Djukung.golden names its folder)";
            BuildConsole.say("recording-" + path, "SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        return wanted;
    }

    private static Path folder() {
        var given = System.getProperty("jukung.golden", System.getenv("JUKUNG_GOLDEN"));
        if (given != null) {
            return Path.of(given);
        }
        var beside = RealTools.projectRoot().resolveSibling(USUAL);
        return Stream.<Path>iterate(RealTools.projectRoot(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolveSibling(USUAL))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(beside);
    }
}
