package io.jukung.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that ran: what it said and how it ended. */
record Ran(List<String> command, int exitCode, String out, String err) {

    /** Runs to the end; killed, and reported as exit code 124, past the patience. */
    static Ran run(List<String> command, Map<String, String> environment, String input, Duration patience) {
        try {
            var out = Files.createTempFile("ran", ".out");
            var err = Files.createTempFile("ran", ".err");
            var in = Files.createTempFile("ran", ".in");
            try {
                Files.writeString(in, input);
                var builder = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                return new Ran(command, ended ? process.exitValue() : 124, text(out), text(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
                Files.deleteIfExists(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** The standard output of a run that succeeded; anything else fails the test with all that was said. */
    String orFail() {
        if (exitCode != 0) {
            throw new AssertionError(this);
        }
        return out;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + " ended with " + exitCode + "\n" + out + "\n" + err;
    }
}
