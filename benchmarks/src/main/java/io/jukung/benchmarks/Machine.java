package io.jukung.benchmarks;

import io.jukung.benchmarks.cluster.Store;
import io.jukung.benchmarks.results.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What figures depend on beside the stores. */
final class Machine {

    private Machine() {}

    static Environment environment(List<Store> stores) throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("processor", field("/proc/cpuinfo", "model name"));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("system", field("/etc/os-release", "PRETTY_NAME").replace("\"", ""));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).strip());
        facts.put("jdk", System.getProperty("java.vendor.version", System.getProperty("java.version")));
        facts.put("commit", commit());
        for (var store : stores) {
            facts.put(store.name() + " command", String.join(" ", store.command()));
            List<String> version = new ArrayList<>(store.command());
            version.add("--version");
            facts.put(store.name() + " version", firstLine(version));
        }
        return new Environment(facts);
    }

    private static String commit() throws IOException, InterruptedException {
        var commit = firstLine(List.of("git", "log", "-1", "--format=%h %cs"));
        var changes = firstLine(List.of("git", "status", "--porcelain", "--untracked-files=no"));
        return changes.isEmpty() ? commit : commit + " with changes";
    }

    /** The value after the name and a colon or an equals sign; empty if there is none. */
    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).replaceFirst("^\\s*[:=]\\s*", ""))
                    .findFirst()
                    .orElse("");
        }
    }

    private static String firstLine(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().findFirst().orElse("");
    }
}
