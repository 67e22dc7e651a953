package io.jukung.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that is kept running: started again when it ends, after a pause that doubles from half a
 * second to ten while it keeps ending early. Its output goes to its log file, the run before's to
 * {@code .1}.
 */
final class Child {

    private static final Logger log = LoggerFactory.getLogger(Child.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A run this long counts as healthy: the next pause is the first again. */
    private static final Duration STEADY = Duration.ofSeconds(30);

    private static final long LOG_LIMIT_BYTES = 64L << 20;

    private final String name;
    private final List<String> command;
    private final Path logFile;
    private final ProcessTable table;
    private final Thread keeper;

    private @Nullable Process process;
    private boolean stopping;

    Child(String name, List<String> command, Path logFile, ProcessTable table) {
        this.name = name;
        this.command = List.copyOf(command);
        this.logFile = logFile;
        this.table = table;
        this.keeper = Thread.ofVirtual().name("keep-" + name).unstarted(this::keep);
    }

    String name() {
        return name;
    }

    void start() {
        keeper.start();
    }

    private void keep() {
        var pause = FIRST_PAUSE;
        for (int restarts = 0; ; restarts++) {
            long started = System.nanoTime();
            try {
                var current = launch(restarts);
                if (current == null) {
                    return;
                }
                int code = current.waitFor();
                table.remove(name);
                synchronized (this) {
                    if (stopping) {
                        return;
                    }
                }
                log.warn("{} ended with exit code {}; its log is {}", name, code, logFile);
                pause = System.nanoTime() - started > STEADY.toNanos() ? FIRST_PAUSE : pause;
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (IOException e) {
                log.error("{} could not be started: {}", name, e.getMessage());
                return;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized @Nullable Process launch(int restarts) throws IOException {
        if (stopping) {
            return null;
        }
        if (Files.exists(logFile) && (restarts == 0 || Files.size(logFile) > LOG_LIMIT_BYTES)) {
            Files.move(
                    logFile,
                    logFile.resolveSibling(logFile.getFileName() + ".1"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        var current = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                .start();
        process = current;
        table.put(RunningProcess.of(name, current.toHandle(), restarts));
        return current;
    }

    /** Asks the process to end and keeps it from being started again. */
    synchronized void requestStop() {
        stopping = true;
        keeper.interrupt();
        if (process != null) {
            process.destroy();
        }
    }

    /** Waits for the end; after {@code patience} it is killed. */
    void awaitStop(Duration patience) throws InterruptedException {
        Process current;
        synchronized (this) {
            current = process;
        }
        if (current != null && !current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("{} did not end within {} s of being asked to; killed", name, patience.toSeconds());
            current.destroyForcibly().waitFor();
        }
        table.remove(name);
    }
}
