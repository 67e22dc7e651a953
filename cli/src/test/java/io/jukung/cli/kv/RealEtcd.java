package io.jukung.cli.kv;

import io.jukung.testing.FreePorts;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real etcd, one member. */
public final class RealEtcd implements AutoCloseable {

    private final Process process;
    private final String endpoint;
    private final String peer;

    private RealEtcd(Process process, String endpoint, String peer) {
        this.process = process;
        this.endpoint = endpoint;
        this.peer = peer;
    }

    public static RealEtcd start(Path directory) throws IOException {
        return start(directory, "http");
    }

    /** With a certificate it signs itself; the file is {@code fixtures/client/cert.pem} in {@code directory}. */
    public static RealEtcd startWithTls(Path directory) throws IOException {
        return start(directory, "https");
    }

    /** Its tokens are forgotten after a second without use. */
    public static RealEtcd startForgetful(Path directory) throws IOException {
        return start(directory, "http", "--auth-token-ttl=1");
    }

    private static RealEtcd start(Path directory, String scheme, String... more) throws IOException {
        var client = FreePorts.next();
        var endpoint = "127.0.0.1:" + client;
        var peer = "127.0.0.1:" + FreePorts.next();
        var command = new ArrayList<>(List.of(
                RealTools.get("etcd").toString(),
                "--name=m1",
                "--data-dir=" + directory,
                "--unsafe-no-fsync",
                "--bcrypt-cost=4",
                "--auto-tls=" + scheme.equals("https"),
                "--listen-client-urls=" + scheme + "://" + endpoint,
                "--advertise-client-urls=" + scheme + "://" + endpoint,
                "--listen-peer-urls=http://" + peer,
                "--initial-advertise-peer-urls=http://" + peer,
                "--initial-cluster=m1=http://" + peer,
                "--log-level=error"));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var etcd = new RealEtcd(process, endpoint, peer);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> accepts(client));
        } catch (RuntimeException e) {
            etcd.close();
            throw e;
        }
        return etcd;
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String endpoint() {
        return endpoint;
    }

    String peer() {
        return peer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
