package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One port: gRPC and HTTP, with TLS and without; and who may not start at all. */
@Needs(tools = {"etcdctl", "openssl"})
class ClientPortIT {

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void httpAnswersNextToGrpc(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var url = "http://" + cluster.endpoint("m1");
            assertThat(get(url + "/health").body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(get(url + "/livez").body()).isEqualTo("ok\n");
            assertThat(get(url + "/readyz?verbose").body())
                    .contains("[+]data_corruption ok", "[+]linearizable_read ok", "[+]serializable_read ok");
            assertThat(get(url + "/readyz/non_learner").statusCode()).isEqualTo(200);
            assertThat(get(url + "/readyz/nonsense").statusCode()).isEqualTo(404);
            assertThat(get(url + "/version").body()).contains("\"etcdserver\":\"3.6.");
            new Etcdctl(cluster.endpoints()).ok("put", "a", "1");
            assertThat(get(url + "/metrics").body())
                    .contains(
                            "etcd_server_has_leader 1.0",
                            "etcd_server_is_leader 1.0",
                            "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\"");
            assertThat(get(url + "/elsewhere").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void threeMembersOverMutualTls(@TempDir Path directory) throws Exception {
        var pki = TestPki.make(directory.resolve("pki"));
        var member = pki.issue("member");
        var client = pki.issue("client");
        try (var cluster = TestCluster.start(directory, 3, member)) {
            var endpoints = "https://" + cluster.endpoints().replace(",", ",https://");
            var etcdctl = new Etcdctl(
                    endpoints,
                    "--cacert=" + pki.ca(),
                    "--cert=" + client.calling().certificate(),
                    "--key=" + client.calling().key());
            assertThat(etcdctl.ok("put", "a", "1")).isEqualTo("OK");
            assertThat(etcdctl.ok("get", "a")).isEqualTo("a\n1");
            assertThat(etcdctl.ok("member", "list")).contains("started, m1, https://", "started, m3, https://");
            // Who joins asks the others over TLS too.
            etcdctl.ok("member", "add", "m4", "--peer-urls=" + cluster.newMember("m4"));
            cluster.startMember("m4");
            cluster.awaitReady();
            assertThat(new Kv(cluster.member("m4")).get("a")).contains("1");

            var withoutCertificate = new Etcdctl(endpoints, "--cacert=" + pki.ca(), "--command-timeout=1s");
            assertThat(withoutCertificate.run("get", "a").exit()).isNotZero();
            var plaintext = new Etcdctl(cluster.endpoints(), "--command-timeout=1s");
            assertThat(plaintext.run("get", "a").exit()).isNotZero();
        }
    }

    @Test
    void aDirectoryThatIsNotOursIsRefused(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var config = cluster.config("m1");
            assertThatThrownBy(() -> StoreMember.start(config))
                    .hasMessageContaining("is in use by another running member");
            cluster.stop("m1");

            var other = StoreConfig.of(
                    "m1",
                    config.dataDir(),
                    config.endpoints().listenClient().getFirst(),
                    java.util.Map.of("m1", java.util.List.of(URI.create("http://127.0.0.1:1"))));
            var identity = config.dataDir().resolve("IDENTITY");
            var whole = Files.readString(identity);
            // Earlier releases did not write down who founded the cluster, and no checksum: then the settings must say
            // so.
            Files.writeString(
                    identity, whole.replaceAll("(?m)^(origin|token|announced|forcing|member\\.|sum).*\\n", ""));
            assertThatThrownBy(() -> StoreMember.start(other)).hasMessageContaining("belongs to cluster ");
            StoreMember.start(config).close();

            Files.writeString(identity, whole.replaceFirst("format=\\d+", "format=99"));
            assertThatThrownBy(() -> StoreMember.start(config)).hasMessageContaining("has format 99 of a newer Jukung");
        }
    }

    @Test
    void aPortInUseIsNamed(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var port = FreePorts.next();
            var taken = StoreConfig.of(
                    "m1",
                    directory.resolve("second"),
                    URI.create("http://" + cluster.endpoint("m1")),
                    java.util.Map.of("m1", java.util.List.of(URI.create("http://127.0.0.1:" + port))));
            assertThatThrownBy(() -> StoreMember.start(taken))
                    .hasMessageContaining("listen-client-urls: cannot listen on http://" + cluster.endpoint("m1"));
        }
    }
}
