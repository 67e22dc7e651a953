package io.jukung.cli.local;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.cli.CommandFailure;
import io.jukung.netproxy.NetProxy;
import io.jukung.node.containerd.ContainerdException;
import io.jukung.node.containerd.ContainerdProcess;
import io.jukung.node.containerd.Programs;
import io.jukung.node.network.CniConfig;
import io.jukung.node.network.Masquerade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a local cluster off the machine: processes, containers, mounts, network namespaces, bridge and
 * nftables table. Each step is idempotent and looks only at what bears the cluster's id or folder, so
 * it also cleans up after a supervisor that was killed.
 */
public final class Teardown {

    private static final Logger log = LoggerFactory.getLogger(Teardown.class);
    private static final Duration SUPERVISOR_PATIENCE = Duration.ofSeconds(90);
    private static final Duration PROCESS_PATIENCE = Duration.ofSeconds(20);

    private Teardown() {}

    /** Everything but the data. */
    public static void all(ClusterLayout layout) {
        ProcessTable.supervisor(layout)
                .flatMap(RunningProcess::handle)
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .ifPresent(supervisor -> end(supervisor, SUPERVISOR_PATIENCE));
        // What a killed supervisor left, all asked before any is waited for.
        var leftovers = ProcessTable.alive(layout).stream()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .flatMap(process -> process.handle().stream())
                .toList();
        leftovers.forEach(ProcessHandle::destroy);
        leftovers.forEach(handle -> end(handle, PROCESS_PATIENCE));
        var plan = layout.readPlan();
        if (plan.isPresent()) {
            containers(layout, plan.get());
            network(plan.get());
        }
        unmountAll(layout.root());
    }

    /** All pods and containerd itself. */
    static void containers(ClusterLayout layout, ClusterPlan plan) {
        try {
            var config = Containerd.config(layout, plan);
            var programs = Programs.find();
            // Without containerd nobody gives back the namespaces of pods that a crash left: start it for that.
            var containerd = ContainerdProcess.running(config, programs);
            if (containerd.isPresent()) {
                containerd.get().stopWithAllContainers();
            } else if (Files.exists(layout.containerd().resolve("state"))) {
                ContainerdProcess.start(config, programs).stopWithAllContainers();
            }
        } catch (ContainerdException e) {
            log.warn("stopping the containers: {}", e.getMessage());
        }
    }

    static void network(ClusterPlan plan) {
        NetProxy.purge(plan.nftTable(), Ipv4Range.parse(plan.serviceCidr()), plan.nodeIp());
        Masquerade.remove(plan.bridge());
        CniConfig.removeBridge(plan.bridge());
    }

    /** The data directory of a cluster that is stopped. */
    public static void data(ClusterLayout layout) {
        unmountAll(layout.root());
        try (var files = Files.walk(layout.root())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                // A file system that is mounted as the data directory stays, empty.
                if (!file.equals(layout.root()) || !isMount(file)) {
                    Files.delete(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure("could not remove all of " + layout.root() + ": " + e.getMessage(), e);
        }
    }

    private static void end(ProcessHandle handle, Duration patience) {
        handle.destroy();
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "process {} did not end within {} s of being asked to; killed", handle.pid(), patience.toSeconds());
            handle.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.warn("waiting for process {}: {}", handle.pid(), e.getMessage());
        }
    }

    /** Mounts below the folder, deepest first. */
    private static void unmountAll(Path folder) {
        mounts().stream()
                .filter(mount -> mount.startsWith(folder + "/"))
                .sorted(Comparator.reverseOrder())
                .forEach(mount -> run("umount", "--lazy", mount));
    }

    private static boolean isMount(Path folder) {
        return mounts().contains(folder.toString());
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .map(line -> line.split(" ")[4])
                    .toList();
        } catch (IOException e) {
            log.warn("reading the mounts: {}", e.getMessage());
            return List.of();
        }
    }

    /** Runs a program for its effect; that there was nothing to do is no failure. */
    private static void run(String... command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (now, more) -> now + ":" + more);
            builder.start().waitFor();
        } catch (IOException e) {
            log.warn("{}: {}", List.of(command), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
