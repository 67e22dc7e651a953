package io.jukung.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program {@code jukung} as a process of its own, with this process's class path. */
public final class JukungProcess {

    private JukungProcess() {}

    /** Not started yet. */
    public static ProcessBuilder builder(List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
