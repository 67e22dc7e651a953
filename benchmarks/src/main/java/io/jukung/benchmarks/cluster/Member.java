package io.jukung.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A member and its process, which may be ended and started again on the same data and ports. */
public final class Member {

    static final String HOST = "127.0.0.1";
    private static final int STOP_SECONDS = 30;

    private final String name;
    private final Store store;
    private final Path data;
    private final Transport transport;
    private final int clientPort;
    private final int peerPort;
    private @Nullable Process process;

    Member(String name, Store store, Path data, Transport transport) throws IOException {
        this.name = name;
        this.store = store;
        this.data = data;
        this.transport = transport;
        clientPort = FreePort.find();
        peerPort = FreePort.find();
    }

    /** Where clients reach it: host and port. */
    public String address() {
        return HOST + ":" + clientPort;
    }

    String initialCluster() {
        return name + "=" + transport.url(peerPort);
    }

    Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    void start(String initialCluster) throws IOException {
        var command = new ArrayList<>(store.command());
        command.addAll(List.of("--name", name, "--data-dir", data.toString()));
        command.addAll(List.of("--listen-client-urls", transport.url(clientPort)));
        command.addAll(List.of("--advertise-client-urls", transport.url(clientPort)));
        command.addAll(List.of("--listen-peer-urls", transport.url(peerPort)));
        command.addAll(List.of("--initial-advertise-peer-urls", transport.url(peerPort)));
        command.addAll(List.of("--initial-cluster", initialCluster));
        command.addAll(transport.flags());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** The process and its children: a start script may stand before a member. */
    List<Long> pids() {
        return processes().map(ProcessHandle::pid).toList();
    }

    private Stream<ProcessHandle> processes() {
        var running = process;
        return running == null
                ? Stream.of()
                : Stream.concat(Stream.of(running.toHandle()), running.descendants())
                        .filter(ProcessHandle::isAlive);
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    /** As {@code kill -9}; returns when the process is gone, also if interrupted: nothing may outlive a run. */
    public void kill() {
        // Children first: without their parent they could not be found.
        processes().toList().reversed().forEach(ProcessHandle::destroyForcibly);
        if (process != null) {
            process.onExit().join();
        }
    }

    /** Asks it to end and waits; one that does not within half a minute is killed. */
    void stop() throws InterruptedException {
        askToEnd();
        if (process != null && !process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    void askToEnd() {
        if (process != null) {
            process.destroy();
        }
    }
}
