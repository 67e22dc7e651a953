package io.jukung.netproxy.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs small programs of the system. */
final class Command {

    private static final int MAX_MESSAGE = 2_000;

    /**
     * What a program left.
     *
     * @param exit its exit status
     */
    record Result(int exit, String out, String error) {

        boolean succeeded() {
            return exit == 0;
        }

        /** The first lines of what it complained. */
        String complaint() {
            var text = error.isBlank() ? "exit status " + exit : error.strip();
            return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
        }
    }

    private Command() {}

    /**
     * Runs a program to its end.
     *
     * @param input for its standard input
     * @throws IOException where it cannot be started or does not end in time; it is then killed
     */
    static Result run(List<String> command, String input, Duration atMost) throws IOException {
        var process = new ProcessBuilder(command).start();
        try {
            var out = read(process.getInputStream());
            var error = read(process.getErrorStream());
            write(process.getOutputStream(), input);
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.getFirst() + " did not end within " + atMost);
            }
            return new Result(process.exitValue(), out.get(), error.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command.getFirst() + " was interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("reading the output of " + command.getFirst(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** On a thread of its own: a program that does not read would block us for ever. */
    private static void write(OutputStream stream, String input) {
        Thread.ofVirtual().start(() -> {
            try (stream) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading all: its exit status and complaint say why.
            }
        });
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }
}
