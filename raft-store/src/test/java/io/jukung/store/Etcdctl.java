package io.jukung.store;

import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the real etcdctl against some endpoints. */
final class Etcdctl {

    /** What a run printed, and how it ended. */
    record Result(int exit, String out, String err) {}

    private final String program;
    private final List<String> globals;

    Etcdctl(String endpoints, String... globals) {
        this(
                "etcdctl",
                Stream.concat(Stream.of("--endpoints=" + endpoints), Stream.of(globals))
                        .toList());
    }

    private Etcdctl(String program, List<String> globals) {
        this.program = program;
        this.globals = globals;
    }

    /** Another release of it, by the name that {@code setup/install-test-tools} gives it. */
    static Etcdctl of(String program, String endpoints) {
        return new Etcdctl(program, List.of("--endpoints=" + endpoints));
    }

    /** Runs to the end, within thirty seconds. */
    Result run(String... arguments) {
        return runWithInput("", arguments);
    }

    Result runWithInput(String input, String... arguments) {
        try {
            var process = start(arguments);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var err = new StringBuilder();
            var drain = Thread.startVirtualThread(() -> err.append(read(process.getErrorStream())));
            var out = read(process.getInputStream());
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("etcdctl " + String.join(" ", arguments) + " does not end; so far: " + out);
            }
            drain.join();
            return new Result(process.exitValue(), out, err.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs until it has printed so many lines, or ends before, within thirty seconds; then it is ended, exit code 0. */
    Result runForLines(int lines, String input, String... arguments) {
        try {
            var process = start(arguments);
            var stdin = process.getOutputStream();
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            var err = new StringBuilder();
            var drain = Thread.startVirtualThread(() -> err.append(read(process.getErrorStream())));
            var printed = new CompletableFuture<String>();
            Thread.startVirtualThread(() -> printed.complete(process.inputReader()
                    .lines()
                    .limit(lines)
                    .map(line -> line + "\n")
                    .reduce("", String::concat)));
            var out = printed.completeOnTimeout("not so many lines within thirty seconds", 30, TimeUnit.SECONDS)
                    .join();
            // By its handle: Process.destroy closes the program's input too, of which it may tell before it dies.
            process.toHandle().destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(program + " " + String.join(" ", arguments) + " does not stop");
            }
            drain.join();
            stdin.close();
            return new Result(0, out, err.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs, expects success, gives what was printed without the last line's end. */
    String ok(String... arguments) {
        var result = run(arguments);
        if (result.exit() != 0) {
            throw new AssertionError("etcdctl " + String.join(" ", arguments) + ": " + result);
        }
        return result.out().stripTrailing();
    }

    Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(RealTools.get(program).toString());
        command.addAll(globals);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("ETCDCTL_API", "3");
        return builder.start();
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
