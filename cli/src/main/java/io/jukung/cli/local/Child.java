package io.jukung.cli.local;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that is kept running: started again when it ends, after a pause that doubles from half a
 * second to ten while it keeps ending early. It has a session of its own, so that a Ctrl-C on the
 * supervisor's terminal reaches the supervisor alone, which ends it in order. Its output goes to its log.
 */
final class Child {

    private static final Logger log = LoggerFactory.getLogger(Child.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A run this long counts as healthy: the next pause is the first again. */
    private static final Duration STEADY = Duration.ofSeconds(30);
    /** How often the size of the log is looked at. */
    private static final Duration LOG_CHECK = Duration.ofSeconds(30);
    /** What a shell says of a program that cannot be started. */
    private static final int NOT_STARTED = 127;

    private final String name;
    private final List<String> command;
    private final LogFile logFile;
    private final ProcessTable table;
    private final Thread keeper;

    private @Nullable Process process;
    private boolean stopping;

    Child(String name, List<String> command, LogFile logFile, ProcessTable table) {
        this.name = name;
        this.command = new ArrayList<>(List.of("setsid"));
        this.command.addAll(command);
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
        try {
            for (int restarts = 0; ; restarts++) {
                long started = System.nanoTime();
                var entry = new RunningProcess(name, 0, 0, restarts, NOT_STARTED);
                int code = NOT_STARTED;
                try {
                    var current = launch(restarts);
                    if (current == null) {
                        return;
                    }
                    entry = RunningProcess.of(name, current.toHandle(), restarts);
                    code = awaitEnd(current);
                } catch (IOException e) {
                    log.error("{} could not be started: {}", name, e.getMessage());
                }
                if (isStopping()) {
                    return;
                }
                table.put(entry.ended(code));
                log.warn("{} ended with exit code {}; its log is {}", name, code, logFile.path());
                pause = System.nanoTime() - started > STEADY.toNanos() ? FIRST_PAUSE : pause;
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            // It is stopped.
        }
    }

    private int awaitEnd(Process current) throws InterruptedException {
        while (!current.waitFor(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                logFile.bound(LogFile.LIMIT_BYTES);
            } catch (IOException e) {
                log.warn("the log {} could not be put aside: {}", logFile.path(), e.getMessage());
            }
        }
        return current.exitValue();
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized @Nullable Process launch(int restarts) throws IOException {
        if (stopping) {
            return null;
        }
        if (restarts == 0) {
            logFile.begin();
        }
        var current = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.path().toFile()))
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
