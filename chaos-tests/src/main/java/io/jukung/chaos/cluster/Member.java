package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One member's process, from life to life. */
final class Member {

    private static final int END_SECONDS = 30;

    private final String name;
    private final Path log;
    private volatile @Nullable Process process;
    private boolean paused;

    Member(String name, Path log) {
        this.name = name;
        this.log = log;
    }

    Path log() {
        return log;
    }

    void start(List<String> command, Map<String, String> environment) throws IOException {
        if (running()) {
            throw new IOException(name + " runs already, expected a member that does not");
        }
        Files.createDirectories(log.toAbsolutePath().getParent());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        paused = false;
    }

    boolean running() {
        var current = process;
        return current != null && current.isAlive();
    }

    boolean paused() {
        return paused && running();
    }

    List<Long> pids() {
        var current = process;
        if (current == null || !current.isAlive()) {
            return List.of();
        }
        return Stream.concat(Stream.of(current.toHandle()), current.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    void kill() throws IOException, InterruptedException {
        var current = process;
        if (current == null) {
            return;
        }
        current.descendants().forEach(ProcessHandle::destroyForcibly);
        current.destroyForcibly();
        awaitEnd(current, "SIGKILL");
    }

    void stop() throws IOException, InterruptedException {
        var current = process;
        if (current == null || !current.isAlive()) {
            return;
        }
        if (paused) {
            resume();
        }
        current.destroy();
        awaitEnd(current, "SIGTERM");
    }

    private void awaitEnd(Process current, String signal) throws IOException, InterruptedException {
        if (!current.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    name + " lives " + END_SECONDS + " s after " + signal + ", expected it to be gone; log: " + log);
        }
        paused = false;
    }

    void pause() throws IOException, InterruptedException {
        signal("STOP");
        paused = true;
    }

    void resume() throws IOException, InterruptedException {
        if (running()) {
            signal("CONT");
        }
        paused = false;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var pids = pids();
        if (pids.isEmpty()) {
            throw new IOException(name + " does not run, expected one that can be sent SIG" + signal);
        }
        Shell.script("kill -" + signal + " "
                + String.join(" ", pids.stream().map(String::valueOf).toList()) + "\n");
    }
}
