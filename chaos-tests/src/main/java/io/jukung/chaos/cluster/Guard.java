package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that nothing of a cluster outlives the harness, even if that is killed: a shell that waits for the end of its
 * input, which the kernel brings about, and then sweeps.
 */
final class Guard implements AutoCloseable {

    /** One file a run of root, named as it, with its directory in it: so that the next run finds mounts. */
    private static final Path REGISTRY = Path.of("/run/jukung-chaos");

    /** Whatever a run left, on a machine that is busy: processes to end, mounts and namespaces. */
    private static final Duration SWEEP = Duration.ofMinutes(4);

    private static final String WAIT = "read -r line; [ \"$line\" = bye ] && exit 0\n";

    private final RunName run;
    private final Path directory;
    private final Process shell;

    private Guard(RunName run, Path directory, Process shell) {
        this.run = run;
        this.directory = directory;
        this.shell = shell;
    }

    static Guard over(RunName run, Path directory) throws IOException, InterruptedException {
        // Of a process long dead that had our pid.
        sweep(run.text(), "");
        if (Shell.root()) {
            Files.createDirectories(REGISTRY);
            Files.writeString(REGISTRY.resolve(run.text()), directory.toString());
        }
        // A session of its own: Ctrl-C is for the harness, and what it leaves is for the guard.
        var shell = new ProcessBuilder("setsid", "sh", "-c", WAIT + script(), "guard", run.text(), directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Guard(run, directory, shell);
    }

    /** Removes what dead runs left, theirs who were killed together with their guard. */
    static void sweepDead() throws IOException, InterruptedException {
        var found = new TreeMap<String, String>();
        for (var folder : List.of(REGISTRY, Path.of("/run/netns"), Path.of("/sys/class/net"))) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var entries = Files.newDirectoryStream(folder, "jkc*")) {
                for (var entry : entries) {
                    var name = entry.getFileName().toString().replaceFirst("-.*", "");
                    if (RunName.isOne(name)) {
                        found.merge(name, folder.equals(REGISTRY) ? Files.readString(entry) : "", Guard::longer);
                    }
                }
            }
        }
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                RunName.in(environment(process)).ifPresent(run -> found.putIfAbsent(run.text(), ""));
            }
        }
        for (var run : found.entrySet()) {
            if (ProcessHandle.of(new RunName(run.getKey()).pid()).isEmpty()) {
                sweep(run.getKey(), run.getValue());
            }
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, or is somebody else's
        }
    }

    private static String longer(String one, String other) {
        return one.length() >= other.length() ? one : other;
    }

    private static void sweep(String run, String directory) throws IOException, InterruptedException {
        Shell.run(List.of("sh", "-c", script(), "sweep", run, directory), SWEEP);
    }

    private static String script() throws IOException {
        try (var in = Guard.class.getResourceAsStream("sweep.sh")) {
            if (in == null) {
                throw new IOException("sweep.sh is not among the resources of " + Guard.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sweeps now, and lets the shell go. */
    @Override
    public void close() {
        try {
            sweep(run.text(), directory.toString());
            try (var in = shell.getOutputStream()) {
                in.write("bye\n".getBytes(StandardCharsets.UTF_8));
            }
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            // The guard sweeps instead, now that its input ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
