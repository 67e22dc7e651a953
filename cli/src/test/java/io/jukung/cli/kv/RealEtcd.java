package io.jukung.cli.kv;

import io.jukung.testing.RealTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real etcd, one member. */
final class RealEtcd implements AutoCloseable {

    private final Process process;
    private final String endpoint;
    private final String peer;

    private RealEtcd(Process process, String endpoint, String peer) {
        this.process = process;
        this.endpoint = endpoint;
        this.peer = peer;
    }

    static RealEtcd start(Path directory) throws IOException {
        var client = "127.0.0.1:" + freePort();
        var peer = "127.0.0.1:" + freePort();
        var process = new ProcessBuilder(List.of(
                        RealTools.get("etcd").toString(),
                        "--name=m1",
                        "--data-dir=" + directory,
                        "--unsafe-no-fsync",
                        "--bcrypt-cost=4",
                        "--listen-client-urls=http://" + client,
                        "--advertise-client-urls=http://" + client,
                        "--listen-peer-urls=http://" + peer,
                        "--initial-advertise-peer-urls=http://" + peer,
                        "--initial-cluster=m1=http://" + peer,
                        "--log-level=error"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var etcd = new RealEtcd(process, client, peer);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> accepts(client));
        return etcd;
    }

    private static boolean accepts(String address) {
        int colon = address.indexOf(':');
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
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
