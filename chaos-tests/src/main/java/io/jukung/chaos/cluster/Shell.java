package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Runs programs of the system and tells what they said if they failed. */
public final class Shell {

    /** Enough for making and mounting a file system on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MAX_OUTPUT_BYTES = 1 << 20;

    private Shell() {}

    /**
     * Runs it to its end, for a minute at most.
     *
     * @return its standard output and error
     * @throws IOException it could not be started, failed or did not end in time
     */
    public static String run(List<String> command) throws IOException, InterruptedException {
        return run(command, "");
    }

    /** Runs it to its end, for {@code atMost}. */
    public static String run(List<String> command, Duration atMost) throws IOException, InterruptedException {
        return run(command, "", atMost);
    }

    /** With {@code input} for its standard input, at most as much as a pipe holds (64 KiB). */
    public static String run(List<String> command, String input) throws IOException, InterruptedException {
        return run(command, input, PATIENCE);
    }

    private static String run(List<String> command, String input, Duration atMost)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading: its exit status says how.
        }
        var timeout = Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(atMost)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        String output;
        try (var stdout = process.getInputStream()) {
            output = new String(stdout.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        }
        int status = process.waitFor();
        timeout.interrupt();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": exit status " + status + ", said: " + output.strip());
        }
        return output;
    }

    /** Runs lines of sh up to the first that fails. */
    public static String script(String lines) throws IOException, InterruptedException {
        return run(List.of("sh", "-e"), "PATH=$PATH:/usr/sbin:/sbin\n" + lines);
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }
}
