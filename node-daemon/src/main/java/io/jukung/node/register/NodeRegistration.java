package io.jukung.node.register;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.platform.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Node object true: registers it, checks the node, patches the status when something changed
 * and every five minutes, and renews the heartbeat Lease every ten seconds.
 */
public final class NodeRegistration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final GroupVersionResource NODES = GroupVersionResource.core("nodes");
    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final WriteOptions AS_NODE = WriteOptions.as("kubelet");

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final long LEASE_SECONDS = 40;
    private static final Duration REPORT = Duration.ofMinutes(5);
    private static final Duration CHECK = Duration.ofSeconds(2);

    /** The kubelet's default eviction thresholds. */
    private static final long LEAST_MEMORY = 100L << 20;

    private static final double LEAST_DISK = 0.10;
    private static final double LEAST_TASKS = 0.05;
    private static final int MOST_IMAGES = 50;

    private final ApiClient api;
    private final CriClient cri;
    private final NodeObject node;
    private final Path state;
    private final Clock clock;
    private final Consumer<KubeObject> onNode;
    private final List<Thread> threads;
    private volatile boolean closed;
    private ObjectValue published = ObjectValue.empty();
    private Instant publishedAt = Instant.EPOCH;

    private NodeRegistration(
            ApiClient api, CriClient cri, NodeObject node, Path state, Clock clock, Consumer<KubeObject> onNode) {
        this.api = api;
        this.cri = cri;
        this.node = node;
        this.state = state;
        this.clock = clock;
        this.onNode = onNode;
        this.threads = List.of(
                Thread.ofVirtual().name("node-status").unstarted(() -> repeat(this::report, CHECK)),
                Thread.ofVirtual().name("node-heartbeat").unstarted(() -> repeat(this::beat, HEARTBEAT)));
    }

    /**
     * Starts to register; returns at once and goes on trying while the API is away.
     *
     * @param onNode hears the Node object after each check, for its pod CIDR
     */
    public static NodeRegistration start(
            ApiClient api, CriClient cri, NodeObject node, Path state, Clock clock, Consumer<KubeObject> onNode) {
        var registration = new NodeRegistration(api, cri, node, state, clock, onNode);
        registration.threads.forEach(Thread::start);
        return registration;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void repeat(Runnable step, Duration pause) {
        while (!closed) {
            try {
                step.run();
            } catch (ApiException e) {
                LOG.debug("{}: {}", Thread.currentThread().getName(), e.getMessage());
            } catch (CriException e) {
                LOG.warn("the container runtime: {}", e.getMessage());
            } catch (RuntimeException e) {
                // A node that falls silent over one fault is taken for dead.
                LOG.error("{} failed", Thread.currentThread().getName(), e);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // ---- status

    private void report() {
        var now = clock.now();
        boolean podCidrUnknown = published.isEmpty() || !networkKnown;
        var trouble = runtimeTrouble();
        var conditions = conditions(trouble);
        // A runtime that does not answer must not hold up the news that it does not.
        var images = trouble.isEmpty() ? images() : published.list("images").objects();
        var wanted = node.status(published, conditions, images, now);
        boolean changed = !NodeObject.lasting(wanted).equals(NodeObject.lasting(published));
        boolean due = Duration.between(publishedAt, now).compareTo(REPORT) >= 0;
        if (!changed && !due && !podCidrUnknown) {
            return;
        }
        var present = register();
        networkKnown = !present.spec().text("podCIDR").isEmpty();
        onNode.accept(present);
        // Others' conditions and transition times stand in the object, not in our memory.
        var status = node.status(present.status(), conditions, images, now);
        if (changed || due || !NodeObject.lasting(status).equals(NodeObject.lasting(present.status()))) {
            var patch = ObjectValue.of("status", status);
            api.patch(NODES, key(), "status", ApiClient.PatchType.STRATEGIC_MERGE, patch, AS_NODE);
        }
        published = status;
        publishedAt = now;
    }

    private boolean networkKnown;

    /** The object as it is, made or relabelled if need be. */
    private KubeObject register() {
        KubeObject present;
        try {
            present = api.get(NODES, key());
        } catch (ApiException e) {
            if (!e.notFound()) {
                throw e;
            }
            LOG.info("registering node {}", node.name());
            return api.create(NODES, node.fresh(), AS_NODE);
        }
        if (!present.labels().entrySet().containsAll(node.labels().entrySet())) {
            var patch = ObjectValue.of("metadata", ObjectValue.of("labels", ObjectValue.ofTexts(node.labels())));
            return api.patch(NODES, key(), "", ApiClient.PatchType.MERGE, patch, AS_NODE);
        }
        return present;
    }

    private List<Condition> conditions(String runtimeTrouble) {
        var conditions = new ArrayList<Condition>();
        try {
            conditions.add(Condition.memory(Machine.availableMemory() < LEAST_MEMORY));
            var disk = Files.getFileStore(state);
            conditions.add(Condition.disk(disk.getUsableSpace() < disk.getTotalSpace() * LEAST_DISK));
            var tasks = Machine.tasks();
            conditions.add(Condition.tasks(tasks[1] - tasks[0] < tasks[1] * LEAST_TASKS));
        } catch (IOException e) {
            return List.of(Condition.ready("the node cannot be examined: " + e.getMessage()));
        }
        conditions.add(Condition.ready(runtimeTrouble));
        return conditions;
    }

    private String runtimeTrouble() {
        try {
            var troubles = new ArrayList<String>();
            for (var condition : cri.status().getConditionsList()) {
                if (!condition.getStatus()) {
                    var title = condition.getType().equals("NetworkReady")
                            ? "container runtime network not ready: "
                            : "container runtime not ready: ";
                    troubles.add(title + condition.getType() + "=false reason:" + condition.getReason() + " message:"
                            + condition.getMessage());
                }
            }
            return String.join(", ", troubles);
        } catch (CriException e) {
            return "container runtime is down: " + e.getMessage();
        }
    }

    private List<ObjectValue> images() {
        try {
            return cri.listImages().stream()
                    .sorted((a, b) -> Long.compare(b.getSize(), a.getSize()))
                    .limit(MOST_IMAGES)
                    .map(image -> {
                        var names = new ArrayList<>(image.getRepoDigestsList());
                        names.addAll(image.getRepoTagsList());
                        return ObjectValue.builder()
                                .put("names", ListValue.ofTexts(names))
                                .put("sizeBytes", image.getSize())
                                .build();
                    })
                    .toList();
        } catch (CriException e) {
            return List.of();
        }
    }

    // ---- heartbeat

    private void beat() {
        var key = new ObjectKey(LEASE_NAMESPACE, node.name());
        var renewed = ObjectValue.builder()
                .put("holderIdentity", node.name())
                .put("leaseDurationSeconds", LEASE_SECONDS)
                .put("renewTime", micros(clock.now()))
                .build();
        try {
            api.patch(LEASES, key, "", ApiClient.PatchType.MERGE, ObjectValue.of("spec", renewed), AS_NODE);
        } catch (ApiException e) {
            if (!e.notFound()) {
                throw e;
            }
            api.create(LEASES, lease(renewed), AS_NODE);
        }
    }

    /** The lease goes with its node. */
    private KubeObject lease(ObjectValue spec) {
        var metadata = ObjectValue.builder().put("name", node.name()).put("namespace", LEASE_NAMESPACE);
        var owner = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", node.name())
                .put("uid", api.get(NODES, key()).uid())
                .build();
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put(
                        "metadata",
                        metadata.put("ownerReferences", ListValue.of((Value) owner))
                                .build())
                .put("spec", spec)
                .build());
    }

    /** Kubernetes' MicroTime: always six digits. */
    static String micros(Instant instant) {
        return java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                .withZone(java.time.ZoneOffset.UTC)
                .format(instant);
    }

    private ObjectKey key() {
        return new ObjectKey("", node.name());
    }
}
