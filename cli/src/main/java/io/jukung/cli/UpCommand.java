package io.jukung.cli;

import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.local.FirstSteps;
import io.jukung.cli.local.LiveView;
import io.jukung.cli.local.LocalPki;
import io.jukung.cli.local.Preflight;
import io.jukung.cli.local.ProcessTable;
import io.jukung.cli.local.Readiness;
import io.jukung.cli.local.SupervisorProcess;
import io.jukung.cli.local.Teardown;
import io.jukung.cli.rest.Manifests;
import io.jukung.platform.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung up}: a whole cluster on this machine. */
@Command(
        name = "up",
        description = "Start a whole cluster on this machine: three server members and a node.",
        footer = {
            "",
            "Example: ./jukung up -f examples/hello.yaml",
            "The cluster runs on in the background; stop it with: ./jukung down"
        })
final class UpCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private PlanOptions planned = new PlanOptions();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "Objects to apply once the cluster is up; waits until their pods run.")
    private List<String> files = List.of();

    @Option(names = "--foreground", description = "Stay attached, with a live view; Ctrl-C stops the cluster.")
    private boolean foreground;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to wait for the cluster and for the files' pods (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    private final Clock clock = Clock.system();

    @Override
    public Integer call() throws InterruptedException {
        Preflight.requireRoot("jukung up");
        if (timeoutSeconds < 1) {
            throw new CommandFailure("--timeout=" + timeoutSeconds + ": expected 1 second or more");
        }
        // Bad files are found before anything is started.
        for (var file : files) {
            if (Manifests.read(file).isEmpty()) {
                throw new CommandFailure("no objects in " + file);
            }
        }
        var layout = cluster.layout();
        requireNotRunning(layout);
        long started = clock.nanoTime();
        var since = clock.now();
        var made = layout.readPlan();
        var plan = made.orElseGet(() -> planned.fresh(new SecureRandom()));
        if (made.isPresent()) {
            planned.contradiction(plan).ifPresent(flag -> {
                throw new CommandFailure(flag + ", which stays; make a new cluster with another --data-dir, or after:"
                        + " jukung down --purge");
            });
            tell("using the cluster that is in " + layout.root());
        }
        Preflight.requireOwnAddress(plan.nodeIp(), made.isPresent());
        Preflight.ensurePrograms(this::tell);
        Preflight.requireSpace(layout.root());
        layout.create();
        var deadline = Duration.ofSeconds(timeoutSeconds);
        var lock = layout.lock();
        requireNotRunning(layout);
        if (!ProcessTable.alive(layout).isEmpty()) {
            tell("the supervisor was killed before; clearing away what it left");
            Teardown.all(layout);
        }
        Preflight.requireFreePorts(plan, made.isPresent());
        layout.writePlan(plan);
        LocalPki.ensure(layout, plan);
        try (var supervisor = SupervisorProcess.start(layout, foreground, this::tell)) {
            try {
                tell("starting " + plan.members() + " server member" + (plan.members() == 1 ? "" : "s")
                        + " and a node; logs are in " + layout.logs());
                new Readiness(layout, plan, since).await(deadline, this::tell);
                // From here on the cluster is of use, whatever becomes of the files.
                supervisor.leaveRunning();
                new FirstSteps(layout, plan, since, System.out, this::tell).take(files, deadline);
                tell("up in " + seconds(clock.nanoTime() - started) + " s");
                if (foreground) {
                    // Another terminal's `jukung down` may end it too.
                    lock.release();
                    LiveView.show(layout, System.out, RawTerminal.isTerminal());
                }
                return 0;
            } catch (CommandFailure e) {
                supervisor.awaitEndIfInterrupted();
                throw e;
            }
        }
    }

    private static void requireNotRunning(ClusterLayout layout) {
        ProcessTable.supervisor(layout).ifPresent(running -> {
            throw new CommandFailure("a cluster is already running from " + layout.root() + " (supervisor process "
                    + running.pid() + "); apply files with: jukung apply -f FILE, or stop it with: jukung down");
        });
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private void tell(String message) {
        System.err.println("jukung: " + message);
    }
}
