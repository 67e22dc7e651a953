package io.jukung.api.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.jukung.api.server.TestCluster;
import io.jukung.api.server.TestTls;
import io.jukung.api.server.pki.Subject;
import io.jukung.proto.api.v1.GetRequest;
import io.jukung.proto.api.v1.ListRequest;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.proto.api.v1.WatchRequest;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Needs(tools = "etcd")
@Timeout(60)
class MetricsIT {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private static TestCluster cluster;
    private static HttpClient admin;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
        admin = TestTls.client(cluster.admin());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/api/v1/namespaces/default").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        admin.close();
        cluster.close();
    }

    @Test
    void onlyCallersWhoSayWhoTheyAreMayRead() throws IOException, InterruptedException {
        try (var nobody = TestTls.client(cluster.pki().caFile())) {
            assertThat(send(nobody, request("/metrics")).statusCode()).isEqualTo(403);
            assertThat(send(nobody, request("/metrics").header("authorization", "Bearer wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(nobody, request("/metrics").header("authorization", "Bearer alice-token"))
                            .statusCode())
                    .isEqualTo(200);
        }
        var answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    }

    @Test
    void countsRequestsByVerbResourceAndCode() throws IOException, InterruptedException {
        send(admin, create("counted"));
        send(admin, create("counted"));
        get(CONFIG_MAPS + "/absent");
        get(CONFIG_MAPS + "?watch=true&timeoutSeconds=1");
        // A client's own words make no labels.
        get("/apis/invented.example/v1/namespaces/default/things");
        get("/invented");

        awaitLines(
                requests("POST", "namespace", "201") + " 1.0",
                requests("POST", "namespace", "409") + " 1.0",
                requests("GET", "resource", "404") + " 1.0",
                requests("WATCH", "namespace", "200") + " 1.0",
                "apiserver_request_duration_seconds_count{group=\"\",resource=\"configmaps\",scope=\"namespace\","
                        + "subresource=\"\",verb=\"POST\",version=\"v1\"} 2");
        assertThat(get("/metrics").body()).doesNotContain("invented").contains("apiserver_request_total{code=\"404\"");
    }

    @Test
    void showsRequestsInFlightObjectsAndWatches() throws IOException, InterruptedException {
        // What asks is itself in flight.
        awaitLines(
                "apiserver_current_inflight_requests{request_kind=\"readOnly\"} 1.0",
                "apiserver_current_inflight_requests{request_kind=\"mutating\"} 0.0",
                "apiserver_storage_objects{resource=\"secrets\"} 0.0",
                "apiserver_storage_objects{resource=\"deployments.apps\"} 0.0",
                "apiserver_longrunning_requests{group=\"\",resource=\"secrets\",verb=\"WATCH\",version=\"v1\"} 0.0");

        var watch = admin.send(request("/api/v1/secrets?watch=true").build(), BodyHandlers.ofInputStream());
        send(
                admin,
                request("/api/v1/namespaces/default/secrets")
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"}}")));

        awaitLines(
                "apiserver_storage_objects{resource=\"secrets\"} 1.0",
                "apiserver_longrunning_requests{group=\"\",resource=\"secrets\",verb=\"WATCH\",version=\"v1\"} 1.0",
                "apiserver_watch_events_total{group=\"\",resource=\"secrets\",version=\"v1\"} 1.0");
        watch.body().close();
    }

    @Test
    void countsGrpcCallsByMethodAndCode() throws IOException, InterruptedException {
        var channel = cluster.server().inProcessChannel(Subject.CONTROLLERS);
        var resources = ResourcesGrpc.newBlockingStub(channel);
        var configMaps =
                Resource.newBuilder().setVersion("v1").setResource("configmaps").setNamespace("default");
        resources.list(ListRequest.newBuilder().setResource(configMaps).build());
        assertThatThrownBy(() -> resources.get(GetRequest.newBuilder()
                        .setResource(configMaps)
                        .setName("missing")
                        .build()))
                .hasMessageContaining("not found");
        // Watches are under way until their client ends them.
        var ended = Context.current().withCancellation();
        ended.run(() -> resources.watch(WatchRequest.newBuilder()
                .setResource(configMaps)
                .setSendInitialEvents(true)
                .setBookmarks(true)
                .build()));
        var watch = "grpc_method=\"Watch\",grpc_service=\"jukung.api.v1.Resources\",grpc_type=\"server_stream\"}";
        awaitLines(
                "grpc_server_started_total{" + watch + " 1.0",
                "grpc_server_started_total{" + unary("List") + " 1.0",
                "grpc_server_handled_total{grpc_code=\"OK\"," + unary("List") + " 1.0",
                "grpc_server_handled_total{grpc_code=\"NotFound\"," + unary("Get") + " 1.0");
        assertThat(get("/metrics").body()).doesNotContain("grpc_server_handled_total{grpc_code=\"Canceled\"," + watch);
        ended.cancel(null);
        awaitLines("grpc_server_handled_total{grpc_code=\"Canceled\"," + watch + " 1.0");
        assertThat(get("/metrics").body()).doesNotContain("missing");
    }

    private static String unary(String method) {
        return "grpc_method=\"" + method + "\",grpc_service=\"jukung.api.v1.Resources\",grpc_type=\"unary\"}";
    }

    private static String requests(String verb, String scope, String code) {
        return "apiserver_request_total{code=\"%s\",group=\"\",resource=\"configmaps\",scope=\"%s\",subresource=\"\",verb=\"%s\",version=\"v1\"}"
                .formatted(code, scope, verb);
    }

    private static void awaitLines(String... lines) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        assertThat(List.of(get("/metrics").body().split("\n"))).contains(lines));
    }

    private static HttpRequest.Builder create(String name) {
        return request(CONFIG_MAPS)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}"));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(admin, request(path));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(cluster.url() + path)).timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
