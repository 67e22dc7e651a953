package io.jukung.chaos.zoo;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** All bugs there are, and how to put one into a member. */
public final class Zoo {

    private static final List<Bug> BUGS = Stream.of(
                    RaftBugs.ALL, StateBugs.ALL, WatchBugs.ALL, LeaseBugs.ALL, LockBugs.ALL, ControlPlaneBugs.ALL)
            .flatMap(List::stream)
            .toList();

    private Zoo() {}

    /** In the order of the parts of the product they are in. */
    public static List<Bug> bugs() {
        return BUGS;
    }

    /**
     * The bug of a name, also of one that is none ({@code late-caches}).
     *
     * @throws IllegalArgumentException if there is none, with the names of all
     */
    public static Bug bug(String name) {
        return Stream.concat(BUGS.stream(), ControlPlaneBugs.HARMLESS.stream())
                .filter(bug -> bug.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("bug: \"" + name + "\", expected one of "
                        + BUGS.stream().map(Bug::name).collect(joining(", "))));
    }

    /** The option with which a JVM of the product has the bug. */
    public static String agentOption(String name) {
        return "-javaagent:" + agentJar() + "=" + bug(name).name();
    }

    /**
     * The jar with the agent: this class's own, or the one that the build has made from its folder.
     *
     * @throws IllegalStateException if there is none
     */
    static Path agentJar() {
        try {
            var own = Path.of(Zoo.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(own)) {
                return builtBeside(own);
            }
            requireAgent(own);
            return own;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where this class is from cannot be told", e);
        }
    }

    private static Path builtBeside(Path classes) {
        try (var jars = Files.newDirectoryStream(classes.resolveSibling("."), "*-zoo-agent.jar")) {
            var found = jars.iterator();
            if (!found.hasNext()) {
                throw new IllegalStateException("no *-zoo-agent.jar beside " + classes
                        + "; './mvnw -pl chaos-tests -am process-classes' makes it");
            }
            return found.next().toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the agent beside " + classes, e);
        }
    }

    private static void requireAgent(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            if (manifest == null || manifest.getMainAttributes().getValue("Premain-Class") == null) {
                throw new IllegalStateException(jar + " is no agent: its manifest has no Premain-Class");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + jar, e);
        }
    }
}
