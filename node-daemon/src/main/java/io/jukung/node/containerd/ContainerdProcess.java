package io.jukung.node.containerd;

import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running containerd of our own. It lives in a session of its own, so that neither the end nor the
 * restart of the node daemon reaches it or its containers; a daemon that comes back adopts it by its
 * socket.
 */
public final class ContainerdProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerdProcess.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_TAIL_LINES = 8;

    private final ContainerdConfig config;
    private final Programs programs;
    private final ProcessHandle process;

    private ContainerdProcess(ContainerdConfig config, Programs programs, ProcessHandle process) {
        this.config = config;
        this.programs = programs;
        this.process = process;
    }

    /**
     * Starts containerd, or adopts the one that already answers at the socket.
     *
     * @throws ContainerdException when it does not come up, with the end of its log
     */
    public static ContainerdProcess start(ContainerdConfig config, Programs programs) {
        var running = find(config);
        if (running.isPresent()) {
            awaitAnswer(config, running.get());
            LOG.info("adopted containerd, process {}, at {}", running.get().pid(), config.socket());
            return new ContainerdProcess(config, programs, running.get());
        }
        try {
            for (var folder :
                    List.of(config.root(), config.state(), config.cniConfigurations(), config.registryHosts())) {
                Files.createDirectories(folder);
            }
            Files.createDirectories(config.socket().toAbsolutePath().getParent());
            Files.writeString(configFile(config), config.toToml());
            var builder = new ProcessBuilder(
                            programs.setsid().toString(),
                            programs.containerd().toString(),
                            "--config",
                            configFile(config).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(logFile(config).toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            // Shims are found beside containerd, which is not always on a daemon's PATH.
            builder.environment()
                    .merge(
                            "PATH",
                            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            (now, more) -> now + ":" + more);
            builder.environment().remove("NOTIFY_SOCKET");
            var process = builder.start().toHandle();
            awaitAnswer(config, process);
            LOG.info("started containerd, process {}, at {}", process.pid(), config.socket());
            return new ContainerdProcess(config, programs, process);
        } catch (IOException e) {
            throw new ContainerdException("containerd could not be started: " + e.getMessage(), e);
        }
    }

    /** The one that runs with this configuration, for those who only want to stop it. */
    public static Optional<ContainerdProcess> running(ContainerdConfig config, Programs programs) {
        return find(config).map(process -> new ContainerdProcess(config, programs, process));
    }

    public ContainerdConfig config() {
        return config;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return alive(process);
    }

    /**
     * Ends containerd. Containers go on running under their shims, for the next start to find. Returns
     * once the process is gone.
     */
    public void stop() {
        process.destroy();
        if (!awaitEnd(process)) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    /**
     * Removes every sandbox and container, then ends containerd, its shims and its mounts. Images stay.
     * Network namespaces and addresses are given back by the runtime while it still runs.
     */
    public void stopWithAllContainers() {
        try (var client = CriClient.of(config.socket())) {
            removeAll(client);
        }
        stop();
        endShims();
        unmountAll();
    }

    private static void removeAll(CriClient client) {
        try {
            for (var sandbox : client.listPodSandboxes(java.util.Map.of())) {
                removeSandbox(client, sandbox.getId());
            }
        } catch (CriException e) {
            LOG.warn("containerd did not list its sandboxes: {}", e.getMessage());
        }
    }

    private static void removeSandbox(CriClient client, String sandbox) {
        try {
            client.stopPodSandbox(sandbox);
            client.removePodSandbox(sandbox);
        } catch (CriException e) {
            LOG.warn("sandbox {} was not removed in order: {}", sandbox, e.getMessage());
        }
    }

    /** Ends the shims that serve our socket, and with each the processes it watches over. */
    private void endShims() {
        var shims = ProcessHandle.allProcesses()
                .filter(candidate -> commandLine(candidate).contains("containerd-shim")
                        && commandLine(candidate).contains(config.socket().toString()))
                .toList();
        for (var shim : shims) {
            shim.descendants().forEach(ProcessHandle::destroyForcibly);
            shim.destroyForcibly();
            awaitEnd(shim);
        }
    }

    /** Unmounts what is mounted below our folders, deepest first. */
    private void unmountAll() {
        for (var mount : mountsBelow(config.root(), config.state())) {
            try {
                new ProcessBuilder(programs.umount().toString(), "--lazy", mount)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                LOG.warn("{} was not unmounted: {}", mount, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static List<String> mountsBelow(Path... folders) {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> line.split(" ")[4])
                    .filter(mount -> Stream.of(folders).anyMatch(folder -> mount.startsWith(folder + "/")))
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> find(ContainerdConfig config) {
        var argument = "--config\0" + configFile(config) + "\0";
        return ProcessHandle.allProcesses()
                .filter(candidate -> commandLine(candidate).contains(argument))
                .findFirst();
    }

    /** The process's arguments as the kernel has them, each ended by NUL; "" once it is gone. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }

    private static void awaitAnswer(ContainerdConfig config, ProcessHandle process) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        var last = "it gave no answer";
        while (System.nanoTime() - deadline < 0) {
            if (!alive(process)) {
                throw new ContainerdException("containerd ended at once; its log " + logFile(config) + " ends with:\n"
                        + tail(logFile(config)));
            }
            if (Files.exists(config.socket())) {
                try (var client = CriClient.of(config.socket())) {
                    client.version();
                    return;
                } catch (CriException e) {
                    last = e.getMessage();
                }
            }
            pause();
        }
        throw new ContainerdException("containerd is not reachable at " + config.socket() + " after "
                + START_LIMIT.toSeconds() + " s (" + last + "); its log is " + logFile(config));
    }

    private static boolean awaitEnd(ProcessHandle process) {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (alive(process) && System.nanoTime() - deadline < 0) {
            pause();
        }
        return !alive(process);
    }

    /**
     * A zombie is over, even where no init process reaps it. Its state tells, not its command line: that is
     * empty for a moment in every process that is just being replaced by another program, as setsid is by
     * containerd.
     */
    private static boolean alive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // proc(5): the state follows the program's name, which stands in parentheses and may hold any.
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerdException("interrupted while waiting for containerd", e);
        }
    }

    private static Path configFile(ContainerdConfig config) {
        return config.root().resolveSibling("containerd.toml").toAbsolutePath();
    }

    private static Path logFile(ContainerdConfig config) {
        return config.root().resolveSibling("containerd.log");
    }

    private static String tail(Path file) {
        try {
            var lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
