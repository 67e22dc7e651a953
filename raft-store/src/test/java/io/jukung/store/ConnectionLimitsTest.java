package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connections may do to a member that is there for others too. */
class ConnectionLimitsTest {

    private static final int MOST = 1000;
    private static final int PATIENCE_MILLIS = 10_000;

    private static Socket connect(TestCluster cluster) throws IOException {
        int port = URI.create("http://" + cluster.endpoint("m1")).getPort();
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String health(TestCluster cluster) {
        try (var socket = connect(cluster)) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aThousandSilentConnectionsHarmNobodyAndOneMoreIsTurnedAway(@TempDir Path directory) throws Exception {
        var limit = Connections.DEFAULT.withMaxClients(MOST);
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(limit))) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < MOST; i++) {
                    silent.add(connect(cluster));
                }
                KVGrpc.newBlockingStub(cluster.member("m1").inProcessChannel())
                        .put(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("a"))
                                .build());
                try (var more = connect(cluster)) {
                    assertThat(more.getInputStream().read()).isEqualTo(-1);
                }
                silent.removeLast().close();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> health(cluster).contains("{\"health\":\"true\""));
            } finally {
                for (var socket : silent) {
                    socket.close();
                }
            }
        }
    }

    /** Frames by hand: no client library would send so many pings. */
    @Test
    void whoPingsTooOftenIsSentAwayAsByEtcd(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1);
                var socket = connect(cluster)) {
            var frames = new ByteArrayOutputStream();
            frames.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frames.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            for (int i = 0; i < 8; i++) {
                frames.writeBytes(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            }
            socket.getOutputStream().write(frames.toByteArray());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("too_many_pings");
        }
    }
}
