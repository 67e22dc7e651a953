package io.jukung.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.jukung.api.client.ApiChannels;
import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.DeleteOptions.Propagation;
import io.jukung.api.client.GrpcApiClient;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.TestCluster;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import io.jukung.testing.Needs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The controllers as clients of a real API server on a real etcd, over mTLS; the node alone is played. */
@Needs(tools = "etcd")
class RealApiServerIT {

    private static final String NAMESPACE = "default";
    private static final ObjectKey WEB = new ObjectKey(NAMESPACE, "web");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestCluster server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ManagedChannel channel;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ApiClient client;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Informer pods;

    @BeforeAll
    static void start() {
        server = TestCluster.start();
        var admin = server.admin();
        // The first address is dead: the channel must find the live one.
        channel = ApiChannels.mtls(
                List.of(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                server.server().grpcPort())),
                admin.caFile(),
                admin.certFile(),
                admin.keyFile());
        client = new GrpcApiClient(channel, "test");
        pods = Informer.start(client, Kind.POD.resource());
        pods.addListener((key, before, now) -> {
            if (now != null) {
                Thread.ofVirtual().start(() -> runPod(now));
            }
        });
    }

    @AfterAll
    static void stop() {
        pods.close();
        channel.shutdownNow();
        server.close();
    }

    private static void runPod(KubeObject pod) {
        try {
            if (pod.beingDeleted()) {
                client.delete(
                        Kind.POD.resource(),
                        pod.key(),
                        new DeleteOptions(Optional.empty(), OptionalLong.of(0), pod.uid(), "", WriteOptions.DEFAULT));
            } else if (pod.spec().text("nodeName").isEmpty()) {
                client.createSubresource(
                        Kind.POD.resource(),
                        pod.key(),
                        "binding",
                        object("{apiVersion: v1, kind: Binding, metadata: {name: " + pod.name() + ", namespace: "
                                + pod.namespace() + "}, target: {apiVersion: v1, kind: Node, name: n1}}"),
                        WriteOptions.DEFAULT);
            } else if (!Pods.ready(pod)) {
                patch(Kind.POD, pod.key(), "status", """
                        status:
                          phase: Running
                          podIP: 10.244.0.%d
                          podIPs: [{ip: 10.244.0.%1$d}]
                          conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}]
                        """.formatted(
                                2 + Math.floorMod(pod.name().hashCode(), 250)));
            }
        } catch (ApiException e) {
            if (!e.notFound() && !e.conflict()) {
                throw e;
            }
        }
    }

    private static KubeObject object(String yaml) {
        return new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    private static void create(String yaml) {
        var object = object(yaml);
        client.create(
                Kind.named(object.apiVersion(), object.kind()).orElseThrow().resource(), object, WriteOptions.DEFAULT);
    }

    private static void patch(Kind kind, ObjectKey key, String subresource, String yaml) {
        client.patch(
                kind.resource(),
                key,
                subresource,
                ApiClient.PatchType.MERGE,
                Yaml.readAll(yaml).getFirst(),
                WriteOptions.DEFAULT);
    }

    private static List<KubeObject> list(Kind kind, String namespace) {
        return client.list(kind.resource(), namespace, ListOptions.ALL).items();
    }

    private static Optional<KubeObject> find(Kind kind, ObjectKey key) {
        try {
            return Optional.of(client.get(kind.resource(), key));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void eventually(ThrowingRunnable check) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(check);
    }

    private static void awaitRollout(int replicas, String image) {
        eventually(() -> {
            assertThat(list(Kind.POD, NAMESPACE))
                    .hasSize(replicas)
                    .allMatch(pod -> Pods.ready(pod)
                            && pod.spec()
                                    .list("containers")
                                    .objects()
                                    .getFirst()
                                    .text("image")
                                    .equals(image));
            var deployment = client.get(Kind.DEPLOYMENT.resource(), WEB);
            assertThat(deployment.status().whole(0, "availableReplicas")).isEqualTo(replicas);
            assertThat(deployment.status().whole(0, "updatedReplicas")).isEqualTo(replicas);
            assertThat(deployment.status().whole(0, "observedGeneration")).isEqualTo(deployment.generation());
        });
    }

    @Test
    void aWorkloadLivesThroughAChangeOfLeaders() {
        create("{apiVersion: v1, kind: Node, metadata: {name: n1}}");
        var first = Controllers.start(client, ControllersConfig.of("first", "the CA"));
        await().atMost(Duration.ofSeconds(30)).until(first::leading);
        var second = Controllers.start(client, ControllersConfig.of("second", "the CA"));
        try {
            eventually(() -> {
                assertThat(find(Kind.SERVICE_ACCOUNT, new ObjectKey(NAMESPACE, "default")))
                        .isPresent();
                assertThat(find(Kind.CONFIG_MAP, new ObjectKey(NAMESPACE, "kube-root-ca.crt")))
                        .isPresent();
                assertThat(client.get(Kind.NODE.resource(), new ObjectKey("", "n1"))
                                .spec()
                                .text("podCIDR"))
                        .isEqualTo("10.244.0.0/24");
            });
            create("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web, namespace: default}
                    spec:
                      replicas: 3
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: c, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
                    """);
            create("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: default}
                    spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
                    """);
            awaitRollout(3, "web:1");
            assertThat(second.leading()).isFalse();
            eventually(() -> assertThat(endpoints()).hasSize(3));

            first.close();
            patch(
                    Kind.DEPLOYMENT,
                    WEB,
                    "",
                    "spec: {template: {spec: {containers: [{name: c, image: \"web:2\", ports: [{name: http, containerPort: 8080}]}]}}}");
            await().atMost(Duration.ofSeconds(30)).until(second::leading);
            awaitRollout(3, "web:2");
            assertThat(list(Kind.REPLICA_SET, NAMESPACE)).hasSize(2);
            settled();

            client.delete(
                    Kind.DEPLOYMENT.resource(),
                    WEB,
                    new DeleteOptions(
                            Optional.of(Propagation.FOREGROUND), OptionalLong.empty(), "", "", WriteOptions.DEFAULT));
            eventually(() -> assertThat(find(Kind.DEPLOYMENT, WEB)).isEmpty());
            assertThat(list(Kind.POD, NAMESPACE)).isEmpty();
            assertThat(list(Kind.REPLICA_SET, NAMESPACE)).isEmpty();
            eventually(() -> assertThat(endpoints()).isEmpty());

            create("{apiVersion: v1, kind: Namespace, metadata: {name: brief}}");
            eventually(() -> assertThat(find(Kind.SERVICE_ACCOUNT, new ObjectKey("brief", "default")))
                    .isPresent());
            client.delete(Kind.NAMESPACE.resource(), new ObjectKey("", "brief"), DeleteOptions.DEFAULT);
            eventually(() ->
                    assertThat(find(Kind.NAMESPACE, new ObjectKey("", "brief"))).isEmpty());
        } finally {
            first.close();
            second.close();
        }
    }

    /** Nobody writes for ever: once all is as it should be, the objects keep their versions. */
    private static void settled() {
        var last = new AtomicReference<>(versions());
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .during(Duration.ofMillis(1_500))
                .until(() -> {
                    var now = versions();
                    return now.equals(last.getAndSet(now));
                });
    }

    private static List<String> versions() {
        return List.of(Kind.DEPLOYMENT, Kind.REPLICA_SET, Kind.POD, Kind.ENDPOINT_SLICE, Kind.ENDPOINTS).stream()
                .flatMap(kind -> list(kind, NAMESPACE).stream())
                .map(object -> object.key() + " " + object.resourceVersion())
                .toList();
    }

    private static List<ObjectValue> endpoints() {
        return list(Kind.ENDPOINT_SLICE, NAMESPACE).stream()
                .filter(slice -> slice.name().startsWith("web-"))
                .flatMap(slice -> slice.tree().list("endpoints").objects().stream())
                .toList();
    }
}
