package io.jukung.chaos;

import io.jukung.chaos.cluster.LocalControlPlane;
import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.local.ClusterPlan;
import io.jukung.cli.local.ProcessTable;
import io.jukung.cli.local.RunningProcess;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One {@code jukung up} with a data directory, ports and address blocks of its own. */
final class LocalCluster implements AutoCloseable {

    private static final Duration UP_PATIENCE = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ClusterLayout layout;
    private final List<String> upFlags;

    LocalCluster(int members) throws IOException {
        this.layout = new ClusterLayout(Files.createTempDirectory("jukung-chaos"));
        RandomGenerator random = new SecureRandom();
        int block = random.nextInt(100, 200);
        int port = LocalControlPlane.freePorts(random, 2 + members * 4);
        this.upFlags = List.of(
                "--members=" + members,
                "--api-port=" + port,
                "--node-port=" + (port + 1),
                "--member-port=" + (port + 2),
                "--pod-cidr=10." + block + ".0.0/16",
                "--service-cidr=10." + (block + 100 > 250 ? block - 50 : block + 50) + ".0.0/16");
    }

    ClusterLayout layout() {
        return layout;
    }

    ClusterPlan plan() {
        return layout.readPlan().orElseThrow();
    }

    Ran up(String... more) {
        var arguments = new ArrayList<>(List.of("up", "--data-dir=" + layout.root(), "--timeout=200"));
        arguments.addAll(upFlags);
        arguments.addAll(List.of(more));
        return program(arguments, UP_PATIENCE);
    }

    Ran down(String... more) {
        var arguments = new ArrayList<>(List.of("down", "--data-dir=" + layout.root()));
        arguments.addAll(List.of(more));
        return program(arguments, UP_PATIENCE);
    }

    /** {@code jukung …} on this cluster. */
    Ran jukung(String... arguments) {
        return program(List.of(arguments), PATIENCE);
    }

    private Ran program(List<String> arguments, Duration patience) {
        var command = new ArrayList<String>();
        command.add(RealTools.projectRoot().resolve("jukung").toString());
        command.addAll(arguments);
        return Ran.run(
                command,
                Map.of(
                        "JUKUNG_DATA_DIR", layout.root().toString(),
                        "KUBECONFIG", layout.kubeconfig().toString()),
                "",
                patience);
    }

    /** kubectl 1.36 as this cluster's administrator. */
    Ran kubectl(String... arguments) {
        return kubectlWithInput("", arguments);
    }

    Ran kubectlWithInput(String input, String... arguments) {
        var command = new ArrayList<String>();
        command.add(RealTools.get("kubectl").toString());
        command.add("--kubeconfig=" + layout.kubeconfig());
        command.addAll(List.of(arguments));
        return Ran.run(
                command,
                Map.of("HOME", layout.root().toString(), "KUBE_EDITOR", "sed -i s/before-edit/after-edit/"),
                input,
                PATIENCE);
    }

    /** etcdctl on the store of all members. */
    Ran etcdctl(String... arguments) {
        var plan = plan();
        var endpoints = plan.memberList().stream()
                .map(member -> "https://" + plan.nodeIp() + ":" + member.storeClientPort())
                .collect(Collectors.joining(","));
        var command = new ArrayList<>(List.of(
                RealTools.get("etcdctl").toString(),
                "--endpoints=" + endpoints,
                "--cacert=" + layout.pki().resolve("ca.crt"),
                "--cert=" + layout.pki().resolve("admin.crt"),
                "--key=" + layout.pki().resolve("admin.key")));
        command.addAll(List.of(arguments));
        return Ran.run(command, Map.of(), "", PATIENCE);
    }

    /** The process of that name, as the supervisor last started it. */
    RunningProcess process(String name) {
        return ProcessTable.alive(layout).stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    void kill(String name) {
        process(name).handle().orElseThrow().destroyForcibly();
    }

    /** Sends a signal, for example {@code STOP}. */
    void signal(String name, String signal) {
        Ran.run(List.of("kill", "-" + signal, Long.toString(process(name).pid())), Map.of(), "", PATIENCE)
                .orFail();
    }

    /** What of this cluster is still on the machine, in words; empty after a clean stop. */
    List<String> leftovers(ClusterPlan plan) throws IOException {
        var found = new ArrayList<String>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(layout.root().toString()))
                .forEach(line -> found.add("process " + line));
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(layout.root().toString()))
                .forEach(line -> found.add("mount " + line));
        if (Files.exists(Path.of("/sys/class/net", plan.bridge()))) {
            found.add("bridge " + plan.bridge());
        }
        var tables = Ran.run(List.of(RealTools.get("nft").toString(), "list", "tables"), Map.of(), "", PATIENCE);
        tables.out().lines().filter(line -> line.contains(plan.id())).forEach(line -> found.add("nft " + line));
        return found;
    }

    /** Stops and removes all of it; the processes' logs stay in {@code target/cluster-logs}. */
    @Override
    public void close() throws IOException {
        keepLogs();
        down("--purge").orFail();
    }

    private void keepLogs() throws IOException {
        if (!Files.isDirectory(layout.logs())) {
            return;
        }
        var kept = Files.createDirectories(
                Path.of("target/cluster-logs").resolve(layout.root().getFileName()));
        try (Stream<Path> logs = Files.list(layout.logs())) {
            for (var log : logs.toList()) {
                Files.copy(log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
