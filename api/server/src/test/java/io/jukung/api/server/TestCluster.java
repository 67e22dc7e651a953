package io.jukung.api.server;

import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.KeyFiles;
import io.jukung.api.server.pki.Subject;
import io.jukung.platform.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** An API server on a real etcd, with its certificates and a kubeconfig; all on loopback, gone at the end. */
public final class TestCluster implements AutoCloseable {

    private final Path folder;
    private final RealEtcd etcd;
    private final ClusterPki pki;
    private final KeyFiles admin;
    private final ApiServer server;

    private TestCluster(Path folder, RealEtcd etcd, ClusterPki pki, KeyFiles admin, ApiServer server) {
        this.folder = folder;
        this.etcd = etcd;
        this.pki = pki;
        this.admin = admin;
        this.server = server;
    }

    public static TestCluster start() {
        try {
            var folder = Files.createTempDirectory("jukung-api");
            var etcd = RealEtcd.start();
            var pki = ClusterPki.createOrLoad(folder.resolve("pki"));
            var admin = pki.client("admin", Subject.ADMIN);
            var tokens = folder.resolve("tokens.csv");
            Files.writeString(
                    tokens, "alice-token,alice,u-alice,\"dev,qa\"\nbob-token,bob,u-bob\n", StandardCharsets.UTF_8);
            var server = ApiServer.start(config(etcd, pki, Optional.of(tokens), "127.0.0.1"));
            var cluster = new TestCluster(folder, etcd, pki, admin, server);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(server::ready);
            Files.writeString(cluster.kubeconfig(), cluster.kubeconfigText());
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ApiServerConfig config(RealEtcd etcd, ClusterPki pki, Optional<Path> tokens, String advertised) {
        return new ApiServerConfig(
                etcd.channel(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                advertised,
                pki.server(
                        "apiserver", Subject.API_SERVER, List.of("localhost", "127.0.0.1", "kubernetes.default.svc")),
                pki.caFile(),
                pki.client("apiserver-to-nodes", Subject.API_SERVER_TO_NODES),
                pki.serviceAccountKeyFile(),
                "https://kubernetes.default.svc",
                tokens,
                ApiServerConfig.DEFAULT_SERVICE_RANGE,
                ApiServerConfig.DEFAULT_FIRST_NODE_PORT,
                ApiServerConfig.DEFAULT_LAST_NODE_PORT,
                Duration.ofSeconds(2),
                Clock.system());
    }

    public RealEtcd etcd() {
        return etcd;
    }

    public ClusterPki pki() {
        return pki;
    }

    public KeyFiles admin() {
        return admin;
    }

    public ApiServer server() {
        return server;
    }

    public String url() {
        return "https://127.0.0.1:" + server.httpsPort();
    }

    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    private String kubeconfigText() throws IOException {
        return """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters:
                - name: test
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: admin
                  user: {client-certificate-data: %s, client-key-data: %s}
                contexts:
                - name: test
                  context: {cluster: test, user: admin}
                """.formatted(url(), base64(admin.caFile()), base64(admin.certFile()), base64(admin.keyFile()));
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @Override
    public void close() {
        server.close();
        etcd.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves until killed, for trying things by hand: prints the kubeconfig's path. */
    public static void main(String[] args) throws InterruptedException {
        var cluster = start();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        System.out.println("KUBECONFIG=" + cluster.kubeconfig());
        Thread.currentThread().join();
    }
}
