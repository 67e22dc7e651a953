package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor as {@code up} sees it: a process of its own in the background, or this very process. On
 * {@link #close} it is stopped again unless it is to be left running, so that a failed start leaves
 * nothing behind.
 */
public final class SupervisorProcess implements AutoCloseable {

    private static final Duration REFRESH = Duration.ofSeconds(2);

    private final ClusterLayout layout;
    private final @Nullable Supervisor here;
    private final @Nullable Thread onExit;
    private boolean leave;

    private SupervisorProcess(ClusterLayout layout, @Nullable Supervisor here) {
        this.layout = layout;
        this.here = here;
        // Ctrl-C before the cluster is up, or in the foreground at any time, cleans up too.
        this.onExit = Thread.ofPlatform().unstarted(this::stop);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    public static SupervisorProcess start(ClusterLayout layout, boolean foreground) throws InterruptedException {
        if (foreground) {
            return new SupervisorProcess(layout, Supervisor.start(layout));
        }
        var command = new ArrayList<String>(List.of("setsid", "--fork"));
        command.addAll(ChildCommands.jukung("128m", List.of("supervise", "--data-dir=" + layout.root())));
        try {
            var log = layout.log(ProcessTable.SUPERVISOR).toFile();
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.to(log))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new CommandFailure("the supervisor did not start (setsid ended with " + code + "); see " + log);
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot start the supervisor: " + e.getMessage(), e);
        }
        var process = new SupervisorProcess(layout, null);
        process.awaitEntry();
        return process;
    }

    private void awaitEntry() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (ProcessTable.supervisor(layout).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("the supervisor did not start; see " + layout.log(ProcessTable.SUPERVISOR));
            }
            Thread.sleep(100);
        }
    }

    /** From now on, a close or the end of this process leaves a background supervisor alone. */
    public synchronized void leaveRunning() {
        leave = here == null;
    }

    /** Shows the cluster's state until the process is interrupted. */
    public void attach(PrintStream out) throws InterruptedException {
        var told = "";
        while (true) {
            var now = StatusView.of(layout).text();
            if (!now.equals(told)) {
                told = now;
                out.println(now);
            }
            Thread.sleep(REFRESH);
        }
    }

    private synchronized void stop() {
        if (leave) {
            return;
        }
        leave = true;
        if (here != null) {
            here.close();
        } else {
            Teardown.all(layout);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
