package io.jukung.api.server;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.api.server.storage.EtcdStorage;
import io.jukung.testing.FreePorts;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real etcd of its own: fresh, on loopback, gone at the end. */
public final class RealEtcd implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final ManagedChannel channel;

    private RealEtcd(Path folder, Process process, ManagedChannel channel) {
        this.folder = folder;
        this.process = process;
        this.channel = channel;
    }

    public static RealEtcd start() {
        try {
            var folder = Files.createTempDirectory("jukung-etcd");
            var client = "http://127.0.0.1:" + FreePorts.next();
            var peer = "http://127.0.0.1:" + FreePorts.next();
            var process = new ProcessBuilder(
                            RealTools.get("etcd").toString(),
                            "--data-dir=" + folder.resolve("data"),
                            "--listen-client-urls=" + client,
                            "--advertise-client-urls=" + client,
                            "--listen-peer-urls=" + peer,
                            "--initial-advertise-peer-urls=" + peer,
                            "--initial-cluster=default=" + peer,
                            "--unsafe-no-fsync",
                            "--log-level=error")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            var channel = NettyChannelBuilder.forTarget(client.substring("http://".length()))
                    .usePlaintext()
                    .build();
            var etcd = new RealEtcd(folder, process, channel);
            var storage = new EtcdStorage(channel);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> storage.currentRevision() > 0);
            return etcd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** Freezes the process: connections stay, answers do not come. */
    public void stop(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
