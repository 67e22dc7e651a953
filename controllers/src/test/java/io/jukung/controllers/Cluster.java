package io.jukung.controllers;

import static org.awaitility.Awaitility.await;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.core.ThrowingRunnable;

/** The controllers over an API in memory, with a node that makes every pod ready and lets every deleted one go. */
final class Cluster implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    final InMemoryApi api = new InMemoryApi();
    private final Controllers controllers = Controllers.start(api, ControllersConfig.of("test", "the CA"));
    private final Informer pods = Informer.start(api, Kind.POD.resource());
    private volatile boolean podsBecomeReady = true;

    Cluster() {
        pods.addListener((key, before, now) -> {
            if (now != null) {
                Thread.ofVirtual().start(() -> runPod(now));
            }
        });
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: default}
                spec: {finalizers: [kubernetes]}
                status: {phase: Active}
                """);
        apply("""
                apiVersion: v1
                kind: Node
                metadata: {name: n1}
                status: {conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-01-01T00:00:00Z"}]}
                """);
    }

    void setPodsBecomeReady(boolean ready) {
        podsBecomeReady = ready;
    }

    /** The node's part of a pod's life. */
    private void runPod(KubeObject pod) {
        try {
            if (pod.beingDeleted()) {
                api.delete(
                        Kind.POD.resource(),
                        pod.key(),
                        new DeleteOptions(Optional.empty(), OptionalLong.of(0), pod.uid(), "", WriteOptions.DEFAULT));
            } else if (pod.spec().text("nodeName").isEmpty()) {
                patch(Kind.POD, pod.key(), "", "spec: {nodeName: n1}");
            } else if (podsBecomeReady && pod.status().text("phase").isEmpty()) {
                patch(Kind.POD, pod.key(), "status", """
                        status:
                          phase: Running
                          podIP: 10.244.0.%d
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

    KubeObject apply(String yaml) {
        var object = new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
        var kind = Kind.named(object.apiVersion(), object.kind()).orElseThrow();
        return api.create(kind.resource(), object, WriteOptions.DEFAULT);
    }

    void patch(Kind kind, ObjectKey key, String subresource, String yaml) {
        api.patch(
                kind.resource(),
                key,
                subresource,
                ApiClient.PatchType.MERGE,
                Yaml.readAll(yaml).getFirst(),
                WriteOptions.DEFAULT);
    }

    void delete(Kind kind, ObjectKey key, DeleteOptions.Propagation propagation) {
        api.delete(
                kind.resource(),
                key,
                new DeleteOptions(Optional.of(propagation), OptionalLong.empty(), "", "", WriteOptions.DEFAULT));
    }

    List<KubeObject> list(Kind kind) {
        return api.list(kind.resource(), kind.namespaced() ? "default" : "", ListOptions.ALL)
                .items();
    }

    Optional<KubeObject> find(Kind kind, ObjectKey key) {
        try {
            return Optional.of(api.get(kind.resource(), key));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    KubeObject get(Kind kind, String name) {
        return api.get(kind.resource(), new ObjectKey(kind.namespaced() ? "default" : "", name));
    }

    List<String> eventMessages() {
        return list(Kind.EVENT).stream()
                .map(event -> event.tree().text("message"))
                .toList();
    }

    static void eventually(ThrowingRunnable check) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).untilAsserted(check);
    }

    @Override
    public void close() {
        controllers.close();
        pods.close();
    }
}
