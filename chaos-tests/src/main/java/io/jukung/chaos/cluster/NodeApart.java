package io.jukung.chaos.cluster;

import io.jukung.api.model.object.KubeObject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.local.ClusterPlan;
import io.jukung.cli.local.LocalImages;
import io.jukung.cli.local.LocalPki;
import io.jukung.cli.local.Teardown;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import io.jukung.node.containerd.ContainerdConfig;
import io.jukung.node.containerd.ContainerdException;
import io.jukung.node.containerd.ContainerdProcess;
import io.jukung.node.containerd.HostFacts;
import io.jukung.node.containerd.Programs;
import io.jukung.node.image.PauseImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One more node of a cluster on this machine: a containerd and a node daemon in a network namespace, with addresses, a
 * bridge and filters that are no other's. Nobody starts them again but who killed them. What is its own lies in a folder as a
 * cluster's, so that {@code jukung down} removes it too. No pod of it is reached from elsewhere.
 */
final class NodeApart implements AutoCloseable {

    static final String NAME = "node-2";

    private static final int PORT = 10_250;
    private static final int READY_SECONDS = 60;
    private static final int STOP_SECONDS = 20;
    private static final int PAUSE_MILLIS = 200;

    private final RunName run;
    private final ClusterLayout layout;
    private @Nullable ContainerdProcess runtime;
    private List<String> command = List.of();
    private @Nullable Process daemon;

    /** Makes nothing yet; its files will be in {@code folder}. */
    NodeApart(RunName run, Path folder) {
        this.run = run;
        this.layout = new ClusterLayout(folder);
    }

    Path containerdSocket() {
        return layout.containerdSocket();
    }

    Path log() {
        return layout.log(NAME);
    }

    /**
     * Starts it and waits until the cluster has it ready.
     *
     * @param of the cluster, which serves
     * @param image a folder to build an image of, and {@code tag} its name
     * @param jvm more options of the daemon's JVM
     */
    void join(ClusterLayout of, Path image, String tag, List<String> jvm) throws IOException, InterruptedException {
        var plan = of.plannedCluster();
        var network = network();
        var own = ClusterPlan.of(
                run.text(),
                1,
                plan.nodeName() + "-2",
                network + ".2",
                plan.apiPort(),
                plan.firstMemberPort(),
                PORT,
                plan.podCidr(),
                plan.serviceCidr());
        layout.create();
        layout.writePlan(own);
        for (var file : List.of("ca.crt", "ca.key")) {
            Files.copy(of.pki().resolve(file), layout.pki().resolve(file));
        }
        LocalPki.ensure(layout, own);
        try {
            var programs = Programs.find();
            runtime = ContainerdProcess.start(
                    ContainerdConfig.below(
                            layout.containerd(), programs.cniPlugins(), PauseImage.NAME, HostFacts.read()),
                    inside(programs));
        } catch (ContainerdException e) {
            throw new IOException(e.getMessage(), e);
        }
        var folder = Files.createTempDirectory(layout.root(), "pause");
        LocalImages.load(PauseImage.build(folder), layout);
        LocalImages.buildAndLoad(image, tag, layout);
        command = command(own, plan, jvm);
        start();
        awaitReady(of, own.nodeName());
    }

    /** A namespace with a link to this machine; the first three bytes of the addresses of its ends. */
    private String network() throws IOException, InterruptedException {
        var network = Namespaces.freeNetwork(run);
        Shell.script("""
                ip netns add RUN-node
                ip -n RUN-node link set lo up
                ip link add RUN type veth peer name eth0 netns RUN-node
                ip addr add NET.1/24 dev RUN
                ip link set RUN up
                ip -n RUN-node addr add NET.2/24 dev eth0
                ip -n RUN-node link set eth0 up
                ip -n RUN-node route add default via NET.1
                """.replace("RUN", run.text()).replace("NET", network));
        return network;
    }

    private List<String> enter() {
        return List.of("nsenter", "--net=/run/netns/" + run + "-node", "--");
    }

    /** The machine's programs, containerd by a script that enters the namespace first. */
    private Programs inside(Programs programs) throws IOException {
        var script = layout.root().resolve("containerd-inside");
        Files.writeString(
                script,
                "#!/bin/sh\nexport %s=%s\nexec %s %s \"$@\"\n"
                        .formatted(RunName.VARIABLE, run, String.join(" ", enter()), programs.containerd()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new Programs(
                script, programs.ctr(), programs.runc(), programs.cniPlugins(), programs.setsid(), programs.umount());
    }

    private List<String> command(ClusterPlan own, ClusterPlan plan, List<String> jvm)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(enter());
        command.addAll(io.jukung.chaos.cluster.Programs.jukung(jvm));
        command.addAll(List.of(
                "node",
                "--name=" + own.nodeName(),
                "--node-ip=" + own.nodeIp(),
                "--servers="
                        + plan.memberList().stream()
                                .map(member -> plan.nodeIp() + ":" + member.grpcPort())
                                .collect(Collectors.joining(",")),
                "--pki-dir=" + layout.pki(),
                "--data-dir=" + layout.node(),
                "--containerd-socket=" + layout.containerdSocket(),
                "--port=" + own.nodePort(),
                "--cluster-id=" + own.id(),
                "--nft-table=" + own.nftTable(),
                "--cni-conf-dir=" + layout.containerd().resolve("cni"),
                "--pod-cidr=" + own.podCidr(),
                "--service-cidr=" + own.serviceCidr(),
                "--cluster-dns=" + own.dnsIp()));
        return List.copyOf(command);
    }

    /** Its daemon, unless that runs. */
    void start() throws IOException {
        if (daemon != null && daemon.isAlive()) {
            return;
        }
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put(RunName.VARIABLE, run.text());
        daemon = builder.start();
    }

    /** Kills its daemon with -9; whether that ran. Its pods go on. */
    boolean kill() throws InterruptedException {
        var running = daemon;
        if (running == null || !running.isAlive()) {
            return false;
        }
        running.destroyForcibly().waitFor();
        return true;
    }

    /** Takes its link away: it hears of nobody, nor anybody of it. */
    void cut() throws IOException, InterruptedException {
        Shell.script("ip link set " + run + " down\n");
    }

    /** Gives it its link again. */
    void mend() throws IOException, InterruptedException {
        Shell.script("ip link set " + run + " up\n");
    }

    private void awaitReady(ClusterLayout of, String node) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        try (var client = new RestClient(Kubeconfig.read(of.kubeconfig()))) {
            while (!ready(client, node)) {
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "node " + node + " is not ready after " + READY_SECONDS + " s; its log ends with: "
                                    + Files.readString(log()).lines().toList().reversed().stream()
                                            .limit(5)
                                            .toList()
                                            .reversed());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static boolean ready(RestClient client, String node) {
        try {
            return new KubeObject(client.get("/api/v1/nodes/" + node))
                    .status().list("conditions").objects().stream()
                            .anyMatch(condition -> condition.text("type").equals("Ready")
                                    && condition.text("status").equals("True"));
        } catch (RestFailure | CommandFailure e) {
            return false;
        }
    }

    /** Stops it and removes its files; the guard removes the namespace. */
    @Override
    public void close() {
        var running = daemon;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        if (runtime != null) {
            runtime.stopWithAllContainers();
        }
        if (Files.exists(layout.root())) {
            Teardown.data(layout);
        }
    }
}
