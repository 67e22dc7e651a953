package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where HTTP is served, over what, and to whom. */
@Needs(tools = {"etcdctl", "openssl"})
class HttpListenersIT {

    private static final String PUT = "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}";

    private static HttpSettings settings(List<URI> metrics, List<URI> http, Set<String> cors, Set<String> hosts) {
        return new HttpSettings(http, metrics, true, false, true, cors, hosts);
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Test
    void metricsAndHttpOnAddressesOfTheirOwn(@TempDir Path directory) throws Exception {
        var ports = FreePorts.next(2);
        var http = settings(List.of(local(ports.get(0))), List.of(local(ports.get(1))), Set.of("*"), Set.of("*"));
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(http))) {
            var metrics = new Http(local(ports.get(0)).toString());
            assertThat(metrics.get("/metrics").body()).contains("etcd_server_has_leader 1.0");
            assertThat(metrics.get("/health").statusCode()).isEqualTo(200);
            assertThat(metrics.get("/livez").statusCode()).isEqualTo(200);
            assertThat(metrics.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(metrics.get("/version").statusCode()).isEqualTo(404);
            assertThat(metrics.post("/v3/kv/put", PUT).statusCode()).isEqualTo(404);

            var pages = new Http(local(ports.get(1)).toString());
            assertThat(pages.post("/v3/kv/put", PUT).statusCode()).isEqualTo(200);
            assertThat(new Etcdctl(cluster.endpoints()).ok("get", "foo")).isEqualTo("foo\nbar");
            assertThat(pages.get("/metrics").body()).contains("grpc_server_handling_seconds_count");
            var grpcOnly = new Http("http://" + cluster.endpoint("m1"));
            assertThatThrownBy(() -> grpcOnly.get("/health")).isInstanceOf(AssertionError.class);
        }
        assertThatThrownBy(() -> new Http(local(ports.get(0)).toString()).get("/metrics"))
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void pagesOfOtherSitesAndOtherNamesAreKeptOut(@TempDir Path directory) throws Exception {
        var http = settings(List.of(), List.of(), Set.of("https://ui.example"), Set.of("127.0.0.1"));
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(http))) {
            var member = new Http("http://" + cluster.endpoint("m1"));
            assertThat(member.post("/v3/kv/put", PUT, "Origin: https://ui.example")
                            .headers()
                            .firstValue("access-control-allow-origin"))
                    .contains("https://ui.example");
            assertThat(member.send("OPTIONS", "/v3/kv/put", "", "Origin: https://ui.example")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(member.post("/v3/kv/put", PUT, "Origin: https://evil.example")
                            .headers()
                            .firstValue("access-control-allow-origin"))
                    .isEmpty();
            var otherName = new Http("http://localhost:"
                    + URI.create("http://" + cluster.endpoint("m1")).getPort());
            assertThat(otherName.get("/health").statusCode()).isEqualTo(421);
        }
    }

    @Test
    void theGatewayCanBeOff(@TempDir Path directory) throws Exception {
        var http = new HttpSettings(List.of(), List.of(), false, false, false, Set.of("*"), Set.of("*"));
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(http))) {
            var member = new Http("http://" + cluster.endpoint("m1"));
            assertThat(member.post("/v3/kv/put", PUT).statusCode()).isEqualTo(404);
            assertThat(member.get("/health").statusCode()).isEqualTo(200);
            assertThat(member.get("/metrics").body()).doesNotContain("grpc_server_handling_seconds");
        }
    }

    /** Collects text messages. */
    private record Messages(LinkedBlockingQueue<String> received) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
        }

        String next() throws InterruptedException {
            return String.valueOf(received.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void streamsGoOverWebSockets(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var messages = new Messages(new LinkedBlockingQueue<>());
            var socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + cluster.endpoint("m1") + "/v3/watch"), messages)
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("{\"create_request\":{\"key\":\"Zm9v\"}}", true).get(10, TimeUnit.SECONDS);
            assertThat(messages.next()).contains("\"created\":true").doesNotContain("\n");
            new Http("http://" + cluster.endpoint("m1")).post("/v3/kv/put", PUT);
            assertThat(messages.next()).contains("\"key\":\"Zm9v\"", "\"value\":\"YmFy\"");
            socket.sendText("{\"create_", false).get(10, TimeUnit.SECONDS);
            socket.sendText("request\":{\"key\":\"YQ==\",\"watch_id\":7}}", true)
                    .get(10, TimeUnit.SECONDS);
            assertThat(messages.next()).contains("\"watch_id\":\"7\",\"created\":true");
            socket.sendText("{\"nonsense\"}", true).get(10, TimeUnit.SECONDS);
            assertThat(messages.next()).contains("\"error\"", "\"code\":3");

            var bad = new Messages(new LinkedBlockingQueue<>());
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + cluster.endpoint("m1") + "/v3/nothing"), bad)
                    .get(10, TimeUnit.SECONDS);
            assertThat(bad.next()).contains("Not Found");
        }
    }

    @Test
    void overTlsHttp2IsServedNextToGrpc(@TempDir Path directory) throws Exception {
        var pki = TestPki.make(directory.resolve("pki"));
        var files = pki.issue("member");
        var withoutClientCertificates =
                new TlsFiles(files.serving().certificate(), files.serving().key(), null, false);
        try (var cluster = TestCluster.start(directory, 1, withoutClientCertificates)) {
            var client = HttpClient.newBuilder()
                    .sslContext(trusting(pki.ca()))
                    .version(HttpClient.Version.HTTP_2)
                    .build();
            var url = "https://" + cluster.endpoint("m1");
            var put = client.send(post(url + "/v3/kv/put", PUT), HttpResponse.BodyHandlers.ofString());
            assertThat(put.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(put.statusCode()).isEqualTo(200);
            assertThat(put.body()).contains("\"revision\":\"2\"");
            var health = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/health"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(health.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            var value = "AAAA".repeat(300_000);
            var large = client.send(
                    post(url + "/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}"),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(large.statusCode()).isEqualTo(200);
            var watch = client.send(
                    post(url + "/v3/watch", "{\"create_request\":{\"key\":\"Zm9v\",\"start_revision\":2}}"),
                    HttpResponse.BodyHandlers.ofLines());
            try (var lines = watch.body()) {
                assertThat(lines.limit(2).toList().getLast()).contains("\"value\":\"YmFy\"");
            }
            var read =
                    client.send(post(url + "/v3/kv/range", "{\"key\":\"YQ==\"}"), HttpResponse.BodyHandlers.ofString());
            assertThat(read.body()).hasSizeGreaterThan(1_200_000);
            assertThat(new Etcdctl(url, "--cacert=" + pki.ca()).ok("get", "foo"))
                    .isEqualTo("foo\nbar");
        }
    }

    @Test
    void addressesOfTheirOwnAskForCertificatesToo(@TempDir Path directory) throws Exception {
        var pki = TestPki.make(directory.resolve("pki"));
        var security = new Security(pki.issue("member"), null, TlsProtocols.DEFAULT);
        var ports = FreePorts.next(2);
        var metrics = URI.create("https://127.0.0.1:" + ports.get(0));
        var pages = URI.create("https://127.0.0.1:" + ports.get(1));
        var http = settings(List.of(metrics), List.of(pages), Set.of("*"), Set.of("*"));
        try (var cluster =
                TestCluster.start(directory, 1, config -> config.with(security).with(http))) {
            assertThat(cluster.isRunning("m1")).isTrue();
            var stranger =
                    HttpClient.newBuilder().sslContext(trusting(pki.ca())).build();
            var known = HttpClient.newBuilder()
                    .sslContext(pki.client(pki.issue("client", "client")))
                    .build();
            for (var url : List.of(metrics + "/metrics", metrics + "/health", pages + "/version")) {
                var request = HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .build();
                assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.ofString()))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(HttpTimeoutException.class);
                assertThat(known.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            var put = known.send(post(pages + "/v3/kv/put", PUT), HttpResponse.BodyHandlers.ofString());
            assertThat(put.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(put.body()).contains("\"revision\":\"2\"");
        }
    }

    private static HttpRequest post(String url, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static SSLContext trusting(Path ca) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = new FileInputStream(ca.toFile())) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void settingsAreCheckedByTheFlagsNames() {
        var refused = new ArrayList<String>();
        for (Runnable settings : List.<Runnable>of(
                () -> settings(List.of(URI.create("ftp://h:1")), List.of(), Set.of(), Set.of()),
                () -> settings(List.of(), List.of(URI.create("http://h")), Set.of(), Set.of()),
                () -> settings(List.of(), List.of(), Set.of("nonsense"), Set.of()),
                () -> settings(List.of(), List.of(), Set.of(), Set.of("a/b")))) {
            try {
                settings.run();
            } catch (IllegalArgumentException e) {
                refused.add(e.getMessage().substring(0, e.getMessage().indexOf(':')));
            }
        }
        assertThat(refused).containsExactly("listen-metrics-urls", "listen-client-http-urls", "cors", "host-whitelist");
    }
}
