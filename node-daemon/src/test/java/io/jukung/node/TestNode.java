package io.jukung.node;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.containerd.ContainerdConfig;
import io.jukung.node.containerd.ContainerdProcess;
import io.jukung.node.containerd.HostFacts;
import io.jukung.node.containerd.Programs;
import io.jukung.node.image.BuildFile;
import io.jukung.node.image.ImageBuilder;
import io.jukung.node.image.ImageImporter;
import io.jukung.node.image.PauseImage;
import io.jukung.platform.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** One node on a containerd of its own, with its own bridge and folders, all gone after {@link #close}. */
final class TestNode implements AutoCloseable {

    static final GroupVersionResource PODS = GroupVersionResource.core("pods");
    static final GroupVersionResource NODES = GroupVersionResource.core("nodes");
    static final String IMAGE = "jukung.local/test-busybox:1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final FakeApi api = new FakeApi();
    final Path folder;
    ContainerdProcess containerd;
    private final String clusterId;
    private final TestPki pki;
    private final NodeConfig.Tls tls;
    private NodeDaemon daemon;

    TestNode(String podCidr) throws Exception {
        // Short: unix sockets lie below it.
        folder = Files.createTempDirectory(Path.of("/tmp"), "jkn");
        clusterId = folder.toString();
        pki = new TestPki(folder.resolve("pki"));
        tls = pki.issue("node", "CN=system:node:n1,O=system:nodes");
        var programs = Programs.find();
        containerd = ContainerdProcess.start(
                ContainerdConfig.below(folder.resolve("c"), programs.cniPlugins(), PauseImage.NAME, HostFacts.read()),
                programs);
        var importer = new ImageImporter(programs.ctr(), containerd.config().socket());
        importer.load(PauseImage.build(folder.resolve("images")));
        importer.load(busybox());
        api.create(
                NODES,
                object("{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {podCIDR: " + podCidr + "}}"),
                WriteOptions.DEFAULT);
        startDaemon();
    }

    private Path busybox() {
        var file = BuildFile.parse("""
                FROM scratch
                COPY --from=host --chmod=755 /bin/busybox /bin/busybox
                COPY --from=host --chmod=755 /bin/busybox /bin/sh
                COPY --from=host --chmod=755 /bin/busybox /bin/cat
                COPY --from=host --chmod=755 /bin/busybox /bin/sleep
                COPY --from=host --chmod=755 /bin/busybox /bin/true
                COPY --from=host --chmod=755 /bin/busybox /bin/false
                ENV PATH=/bin
                """);
        return ImageBuilder.build(file, folder, IMAGE, folder.resolve("images/busybox.tar"))
                .archive();
    }

    void startDaemon() {
        daemon = NodeDaemon.start(new NodeConfig(
                "n1",
                "127.0.0.1",
                api,
                containerd.config().socket(),
                folder.resolve("node"),
                containerd.config().cniConfigurations(),
                clusterId,
                List.of("10.96.0.10"),
                "cluster.local",
                "10.244.0.0/16",
                0,
                tls,
                "v1.36.0+jukung",
                Clock.system()));
    }

    /** Starts containerd anew, after it was killed. */
    void startContainerd() {
        containerd = ContainerdProcess.start(containerd.config(), Programs.find());
    }

    void stopDaemon() {
        daemon.close();
    }

    NodeDaemon daemon() {
        return daemon;
    }

    /** A client of the node's streams with the subject's certificate. */
    ManagedChannel streams(String subject) throws Exception {
        var client = pki.issue("client-" + subject.hashCode(), subject);
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(client.ca().toFile())
                .keyManager(client.certificate().toFile(), client.key().toFile())
                .build();
        return Grpc.newChannelBuilderForAddress("127.0.0.1", daemon.streamPort(), credentials)
                .build();
    }

    /** Waits until the node says that it is ready: from then on pods are given to it. */
    KubeObject awaitNode() {
        return Awaitility.await("the node")
                .atMost(PATIENCE)
                .until(() -> api.get(NODES, new ObjectKey("", "n1")), TestNode::ready);
    }

    static KubeObject object(String yaml) {
        return new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    /** Creates a pod bound to the node: the spec's YAML under the usual head. */
    KubeObject run(String name, String spec) {
        var pod = object("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: default}}");
        var specTree = (ObjectValue) Yaml.readAll(spec.replace("IMAGE", IMAGE)).getFirst();
        var bound = specTree.with("nodeName", Value.of("n1"));
        return api.create(PODS, new KubeObject(pod.tree().with("spec", bound)), WriteOptions.DEFAULT);
    }

    void delete(String name) {
        api.delete(PODS, new ObjectKey("default", name), DeleteOptions.DEFAULT);
    }

    Optional<KubeObject> pod(String name) {
        return api.list(PODS, "default", io.jukung.api.client.ListOptions.ALL).items().stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst();
    }

    KubeObject awaitPod(String name, Predicate<KubeObject> wanted) {
        return Awaitility.await("pod " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pod(name).orElse(new KubeObject(ObjectValue.empty())), wanted);
    }

    KubeObject awaitPhase(String name, String phase) {
        return awaitPod(name, pod -> pod.status().text("phase").equals(phase));
    }

    KubeObject awaitReady(String name) {
        return awaitPod(name, TestNode::ready);
    }

    void awaitGone(String name) {
        Awaitility.await("end of pod " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pod(name).isEmpty());
    }

    static boolean ready(KubeObject pod) {
        return pod.status().list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type").equals("Ready")
                        && condition.text("status").equals("True"));
    }

    static ObjectValue containerStatus(KubeObject pod) {
        var statuses = pod.status().list("containerStatuses").objects();
        return statuses.isEmpty() ? ObjectValue.empty() : statuses.getFirst();
    }

    /** Reasons of all events about a pod. */
    List<String> eventReasons(String pod) {
        return api
                .list(GroupVersionResource.core("events"), "default", io.jukung.api.client.ListOptions.ALL)
                .items()
                .stream()
                .filter(event -> event.tree().text("involvedObject", "name").equals(pod))
                .map(event -> event.tree().text("reason"))
                .toList();
    }

    @Override
    public void close() throws java.io.IOException {
        try {
            daemon.close();
            NodeDaemon.purge(containerd.config().socket(), folder.resolve("node"), clusterId);
        } finally {
            containerd.stopWithAllContainers();
            io.jukung.node.volume.Volumes.purge(folder);
        }
    }
}
