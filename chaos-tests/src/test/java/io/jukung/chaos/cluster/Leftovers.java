package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What there is on this machine of the clusters of one harness. */
final class Leftovers {

    private Leftovers() {}

    /**
     * Starts a harness that is to be killed.
     *
     * @param of its main class, which says when it is ready
     * @param home its folder, its only argument
     */
    static Process harness(Class<?> of, Path home, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        of.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** In words; empty if there is nothing. */
    static List<String> of(long pid, Path directory) throws IOException {
        var mark = "jkc" + pid + "x";
        var found = new ArrayList<String>();
        for (var folder : List.of(
                "/run/netns",
                "/sys/class/net",
                "/run/jukung-chaos",
                "/sys/fs/cgroup",
                "/sys/fs/cgroup/cpu",
                "/sys/fs/cgroup/freezer",
                "/sys/fs/cgroup/unified")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (var entries = Files.newDirectoryStream(Path.of(folder))) {
                    for (var entry : entries) {
                        if (entry.getFileName().toString().contains(mark)) {
                            found.add(entry.toString());
                        }
                    }
                }
            }
        }
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" " + directory + "/"))
                .forEach(line -> found.add("mount " + line));
        try (var loops = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (var loop : loops) {
                var file = loop.resolve("loop/backing_file");
                if (Files.exists(file) && Files.readString(file).startsWith(directory + "/")) {
                    found.add("loop device " + loop.getFileName());
                }
            }
        }
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (environment(process).contains(RunName.VARIABLE + "=" + mark)) {
                    found.add("process " + process.getFileName());
                }
            }
        }
        return found;
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
