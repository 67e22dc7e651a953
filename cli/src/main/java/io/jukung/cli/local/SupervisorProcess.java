package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor as {@code up} sees it: a process of its own in the background, or this very process. On
 * {@link #close}, and when this process is interrupted, it is stopped again unless it is to be left
 * running, so that a failed start leaves nothing behind.
 */
public final class SupervisorProcess implements AutoCloseable {

    private static final Duration ENTRY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 5;

    private final ClusterLayout layout;
    private final Consumer<String> progress;
    private final @Nullable Supervisor here;
    private @Nullable Process process;
    private boolean settled;
    private volatile boolean interrupted;

    private SupervisorProcess(ClusterLayout layout, @Nullable Supervisor here, Consumer<String> progress) {
        this.layout = layout;
        this.here = here;
        this.progress = progress;
    }

    /**
     * Starts it.
     *
     * @param foreground in this process
     */
    public static SupervisorProcess start(ClusterLayout layout, boolean foreground, Consumer<String> progress)
            throws InterruptedException {
        var supervisor = new SupervisorProcess(layout, foreground ? Supervisor.of(layout) : null, progress);
        // Before anything runs: Ctrl-C at any later time cleans up.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(supervisor::interrupt));
        try {
            supervisor.launch();
            return supervisor;
        } catch (RuntimeException | InterruptedException e) {
            supervisor.awaitEndIfInterrupted();
            supervisor.close();
            throw e;
        }
    }

    private void launch() throws InterruptedException {
        if (here != null) {
            here.start();
            return;
        }
        // In a session of its own it outlives the terminal; setsid is replaced by it, so this is its process.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(ChildCommands.supervisor(layout));
        var log = new LogFile(layout.log(ProcessTable.SUPERVISOR));
        Process started;
        try {
            log.begin();
            started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                    .start();
        } catch (IOException e) {
            throw new CommandFailure("cannot start the supervisor: " + CommandFailure.reason(e), e);
        }
        synchronized (this) {
            process = started;
        }
        long deadline = System.nanoTime() + ENTRY_PATIENCE.toNanos();
        while (ProcessTable.supervisor(layout).isEmpty()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new CommandFailure(
                        "the supervisor did not start; its log " + log.path() + " ends with:\n" + log.tail(LOG_LINES));
            }
            Thread.sleep(POLL);
        }
    }

    /** From now on, a close or the end of this process leaves a background supervisor alone. */
    public synchronized void leaveRunning() {
        settled = settled || here == null;
    }

    /** What fails because this process was asked to end is not worth telling; the process ends by itself. */
    public void awaitEndIfInterrupted() throws InterruptedException {
        if (interrupted) {
            new CountDownLatch(1).await();
        }
    }

    private void interrupt() {
        interrupted = true;
        stop();
    }

    private synchronized void stop() {
        if (settled) {
            return;
        }
        settled = true;
        progress.accept("stopping what was started");
        if (here != null) {
            here.close();
        } else if (process != null && ProcessTable.supervisor(layout).isEmpty()) {
            // Too young to be in the table, where the rest would look for it.
            process.destroy();
            try {
                process.waitFor(ENTRY_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Teardown.all(layout);
    }

    @Override
    public void close() {
        stop();
    }
}
