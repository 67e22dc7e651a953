package io.jukung.cli;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.local.ClusterPlan;
import io.jukung.cli.local.FirstSteps;
import io.jukung.cli.local.LocalPki;
import io.jukung.cli.local.Preflight;
import io.jukung.cli.local.ProcessTable;
import io.jukung.cli.local.Readiness;
import io.jukung.cli.local.SupervisorProcess;
import io.jukung.cli.rest.Manifests;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "Objects to apply once the cluster is up; waits until their pods run.")
    private List<String> files = List.of();

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "3",
            description = "Server members: 1, 3 or 5 (default: ${DEFAULT-VALUE}). Decided at the first start.")
    private int members;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            defaultValue = "6443",
            description = "Where the API is served on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    private int apiPort;

    @Option(
            names = "--member-port",
            paramLabel = "PORT",
            defaultValue = "7440",
            description = "First of the members' ports, four a member (default: ${DEFAULT-VALUE}).")
    private int memberPort;

    @Option(
            names = "--node-port",
            paramLabel = "PORT",
            defaultValue = "10250",
            description = "Where the node serves logs and exec to the API servers (default: ${DEFAULT-VALUE}).")
    private int nodePort;

    @Option(
            names = "--node-ip",
            paramLabel = "ADDRESS",
            description = "This machine's address, reachable from pods (default: its first).")
    private @Nullable String nodeIp;

    @Option(
            names = "--pod-cidr",
            paramLabel = "CIDR",
            defaultValue = "10.244.0.0/16",
            description = "Addresses of pods (default: ${DEFAULT-VALUE}).")
    private String podCidr = "";

    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            defaultValue = "10.96.0.0/16",
            description = "Addresses of services; DNS is the tenth (default: ${DEFAULT-VALUE}).")
    private String serviceCidr = "";

    @Option(names = "--foreground", description = "Stay attached, with a live view; Ctrl-C stops the cluster.")
    private boolean foreground;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to wait for the cluster and for the files' pods (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    private final PrintStream progress = System.err;

    @Override
    public Integer call() throws InterruptedException {
        Preflight.requireRoot("jukung up");
        // Bad files are found before anything is started.
        files.forEach(Manifests::read);
        var layout = cluster.layout();
        var running = ProcessTable.supervisor(layout);
        if (running.isPresent()) {
            throw new CommandFailure("a cluster is already running from " + layout.root() + " (supervisor process "
                    + running.get().pid() + "); apply files with: jukung apply -f FILE, or stop it with: jukung down");
        }
        long started = System.nanoTime();
        Preflight.ensurePrograms(this::tell);
        var plan = plan(layout);
        Preflight.requireFreePorts(plan);
        layout.create();
        layout.writePlan(plan);
        LocalPki.ensure(layout, plan);

        var deadline = Duration.ofSeconds(timeoutSeconds);
        try (var supervisor = SupervisorProcess.start(layout, foreground)) {
            tell("starting " + plan.members() + " server member" + (plan.members() == 1 ? "" : "s")
                    + " and a node; logs are in " + layout.logs());
            Readiness.await(layout, plan, deadline, this::tell);
            // From here on the cluster is of use, whatever becomes of the files.
            supervisor.leaveRunning();
            new FirstSteps(layout, plan, System.out, this::tell).take(files, deadline);
            tell("up in " + Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s");
            if (foreground) {
                supervisor.attach(System.out);
            }
            return 0;
        }
    }

    private ClusterPlan plan(ClusterLayout layout) {
        var present = layout.readPlan();
        if (present.isPresent()) {
            tell("using the cluster that is in " + layout.root()
                    + " (its members, ports and addresses stay as they were)");
            return present.get();
        }
        var id = new byte[4];
        new SecureRandom().nextBytes(id);
        try {
            return new ClusterPlan(
                    HexFormat.of().formatHex(id),
                    members,
                    Preflight.nodeName(),
                    nodeIp == null ? Preflight.nodeIp() : nodeIp,
                    apiPort,
                    memberPort,
                    nodePort,
                    podCidr,
                    serviceCidr,
                    Ipv4Range.parse(serviceCidr).address(10).toString());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--" + e.getMessage(), e);
        }
    }

    private void tell(String message) {
        progress.println("jukung: " + message);
    }
}
