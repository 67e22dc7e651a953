package io.jukung.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What whoever runs the build should read on its console. A test's own output goes to a file of its own; this is also
 * left in {@code target/console}, which the build prints, and removes, after a module's tests.
 */
public final class BuildConsole {

    private static final Path FOLDER = Path.of("target/console");

    private BuildConsole() {}

    /**
     * Says something after the tests.
     *
     * @param topic of all that one topic says only the last is shown
     * @param text whole lines
     */
    public static void say(String topic, String text) {
        System.out.println(text);
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(topic.replaceAll("[^\\w.-]", "_") + ".txt"), text.stripTrailing() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + FOLDER.toAbsolutePath(), e);
        }
    }
}
