package io.jukung.store;

import io.jukung.testing.FreePorts;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real etcd, one member, to compare with. */
final class RealEtcd implements AutoCloseable {

    private final Process process;
    private final String endpoint;

    private RealEtcd(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static RealEtcd start(Path directory, String... flags) throws IOException {
        var ports = FreePorts.next(2);
        var client = "127.0.0.1:" + ports.get(0);
        var peer = "http://127.0.0.1:" + ports.get(1);
        var command = new ArrayList<>(List.of(
                RealTools.get("etcd").toString(),
                "--name=m1",
                "--data-dir=" + directory,
                "--listen-client-urls=http://" + client,
                "--advertise-client-urls=http://" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=m1=" + peer,
                "--log-level=error"));
        command.addAll(List.of(flags));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var etcd = new RealEtcd(process, client);
        var etcdctl = new Etcdctl(client);
        for (int attempt = 0; attempt < 20; attempt++) {
            if (etcdctl.run("endpoint", "health").exit() == 0) {
                return etcd;
            }
        }
        etcd.close();
        throw new IOException("etcd did not start");
    }

    String endpoint() {
        return endpoint;
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
