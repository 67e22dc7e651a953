package io.jukung.chaos.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the programs are that members run. */
public final class Programs {

    private Programs() {}

    /** An installed program: one that {@code setup/install-test-tools} fetched, or on the PATH, or in {@code /usr/sbin}. */
    public static Optional<Path> find(String name) {
        var folders = new ArrayList<Path>();
        root().ifPresent(root -> folders.add(root.resolve("target/tools/bin")));
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        folders.addAll(List.of(Path.of("/usr/sbin"), Path.of("/sbin")));
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The folder of a built program with its {@code lib}: of {@code -Djukung.home}, which the launcher sets, or of the
     * project that this is run in.
     */
    static Path built() throws IOException {
        var home = root().orElseThrow(() -> new IOException("the built program is not to be found: run this inside the"
                + " project or through ./jukung, or name its folder by -Djukung.home"));
        var program = home.resolve("cli/target/jukung");
        if (protoJar(program).isEmpty()) {
            throw new IOException("no built program in " + program + ": run ./jukung version once");
        }
        return program;
    }

    /** The command that runs {@code jukung …} with small limits, from {@link #built}; soon, unless an agent is put in. */
    static List<String> jukung(List<String> jvm) throws IOException, InterruptedException {
        var program = built();
        var built = protoJar(program).orElseThrow();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.leakDetection.level=disabled",
                "-Djukung.log=INFO"));
        var unpacked = program.resolve("native");
        if (newer(unpacked, built)) {
            command.add("-Djava.library.path=" + unpacked);
        }
        var main = List.of("-cp", program.resolve("lib") + "/*", "io.jukung.cli.Main");
        // The JVM does not use a cache beside an agent that rewrites classes.
        if (jvm.stream().noneMatch(flag -> flag.startsWith("-javaagent:"))) {
            command.addAll(StartCache.flags(
                    program,
                    built,
                    Stream.concat(command.stream(), main.stream()).toList()));
        }
        command.addAll(jvm);
        command.addAll(main);
        return command;
    }

    static Path etcd() throws IOException {
        return find("etcd").orElseThrow(() -> new IOException("etcd is not installed: run setup/install-test-tools"));
    }

    /** The project's root. */
    static Optional<Path> root() {
        var named = System.getProperty("jukung.home");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> protoJar(Path program) throws IOException {
        var lib = program.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        try (var jars = Files.newDirectoryStream(lib, "proto-[0-9]*.jar")) {
            for (var jar : jars) {
                return Optional.of(jar);
            }
        }
        return Optional.empty();
    }

    private static boolean newer(Path one, Path other) throws IOException {
        return Files.exists(one) && Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }
}
