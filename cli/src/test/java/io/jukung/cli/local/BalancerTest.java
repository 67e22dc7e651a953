package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.KeyFiles;
import io.jukung.api.server.pki.Subject;
import io.jukung.cli.rest.PemTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancerTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private SSLContext trust;
    private Backend first;
    private Backend second;
    private Balancer balancer;
    private HttpClient client;

    /** An API server as the balancer sees it: TLS, {@code /readyz}, and its name at {@code /}. */
    private record Backend(HttpsServer server, AtomicBoolean ready) {

        static Backend start(String name, KeyFiles files) throws IOException {
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            var identity = new PemTls.Identity(Files.readString(files.certFile()), Files.readString(files.keyFile()));
            server.setHttpsConfigurator(
                    new HttpsConfigurator(PemTls.context(Files.readString(files.caFile()), Optional.of(identity))));
            var ready = new AtomicBoolean(true);
            server.createContext("/readyz", exchange -> {
                exchange.sendResponseHeaders(ready.get() ? 200 : 503, -1);
                exchange.close();
            });
            server.createContext("/", exchange -> {
                var body = name.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return new Backend(server, ready);
        }

        InetSocketAddress address() {
            return new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        }
    }

    @BeforeEach
    void start() throws IOException {
        var files =
                ClusterPki.createOrLoad(folder).server("server", Subject.API_SERVER, List.of("127.0.0.1", "localhost"));
        trust = PemTls.context(Files.readString(files.caFile()), Optional.empty());
        first = Backend.start("first", files);
        second = Backend.start("second", files);
        balancer = Balancer.start(0, List.of(first.address(), second.address()), trust);
        client = HttpClient.newBuilder().sslContext(trust).build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        balancer.close();
        first.server().stop(0);
        second.server().stop(0);
    }

    /** Who answers a client with a connection of its own; "" when nobody does. */
    private String whoAnswers() throws InterruptedException {
        try (var once = HttpClient.newBuilder().sslContext(trust).build()) {
            return once.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + balancer.port() + "/"))
                                    .timeout(LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    /** Two answers in a row: the first had its turn and was passed over. */
    private boolean secondAnswersTwice() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            if (!whoAnswers().equals("second")) {
                return false;
            }
        }
        return true;
    }

    @Test
    void usesAllThatAreReady() {
        await().atMost(LIMIT).until(() -> whoAnswers().equals("first"));
        await().atMost(LIMIT).until(() -> whoAnswers().equals("second"));
    }

    @Test
    void leavesOutOneThatIsNotReadyAndTakesItBack() throws InterruptedException {
        await().atMost(LIMIT).until(() -> whoAnswers().equals("first"));
        first.ready().set(false);
        await().atMost(LIMIT).until(this::secondAnswersTwice);
        first.ready().set(true);
        await().atMost(LIMIT).until(() -> whoAnswers().equals("first"));
    }

    @Test
    void anOpenConnectionToOneThatFellSilentIsClosed() {
        await().atMost(LIMIT).until(() -> whoAnswers().equals("first"));
        first.server().stop(0);
        await().atMost(LIMIT).until(this::secondAnswersTwice);
        assertThat(balancer.port()).isPositive();
    }
}
