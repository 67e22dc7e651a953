package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cluster of one, to whose ports the tests of a class send what no honest client does; after each it serves others. */
final class AttackedMember implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final int PATIENCE_MILLIS = 10_000;

    private Path directory;
    private TestCluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("jukung-attacked");
        cluster = TestCluster.start(directory, 1);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(http().get("/health").statusCode()).isEqualTo(200);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try {
            if (cluster != null) {
                cluster.close();
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** As an honest client. */
    Http http() {
        return new Http("http://" + cluster.endpoint("m1"));
    }

    /** To the port for clients; whoever reads from it waits no longer than ten seconds. */
    Socket connect() throws IOException {
        return connect(
                cluster.config("m1").endpoints().listenClient().getFirst().getPort());
    }

    /** To the port for members. */
    Socket connectAsPeer() throws IOException {
        return connect(cluster.config("m1").endpoints().listenPeer().getFirst().getPort());
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }
}
