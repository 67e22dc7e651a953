package io.jukung.controllers.behaviour;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kubelet's part of a replay: heartbeats of {@value #NAME}, and one step of one pod's life at a time, asked for when
 * all else is quiet, so that what follows from each step is seen apart.
 */
final class PlayedNode implements AutoCloseable {

    static final String NAME = "node1";

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final AtomicInteger steps = new AtomicInteger();
    private final ApiClient client;
    private final Thread heart;
    private final Set<String> probed = new HashSet<>();
    private volatile boolean frozen;
    private volatile boolean over;

    PlayedNode(ApiClient client) {
        this.client = client;
        create(Kind.NODE, """
                apiVersion: v1
                kind: Node
                metadata:
                  name: node1
                  labels: {beta.kubernetes.io/arch: amd64, beta.kubernetes.io/os: linux, kubernetes.io/arch: amd64,
                    kubernetes.io/hostname: node1, kubernetes.io/os: linux}
                  annotations: {volumes.kubernetes.io/controller-managed-attach-detach: "true"}
                """);
        status(Kind.NODE, new ObjectKey("", NAME), """
                capacity: {cpu: "2", memory: 24Gi, ephemeral-storage: 100Gi, pods: "110"}
                allocatable: {cpu: "2", memory: 24Gi, ephemeral-storage: 100Gi, pods: "110"}
                conditions:
                - {type: MemoryPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasSufficientMemory, message: kubelet has sufficient memory available}
                - {type: DiskPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasNoDiskPressure, message: kubelet has no disk pressure}
                - {type: PIDPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasSufficientPID, message: kubelet has sufficient PID available}
                - {type: Ready, status: "True", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletReady, message: kubelet is posting ready status}
                """);
        heart = Thread.ofVirtual().start(this::beat);
    }

    private void beat() {
        try {
            while (!over) {
                if (!frozen) {
                    renew();
                }
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void renew() {
        try {
            client.apply(
                    Kind.LEASE.resource(),
                    new ObjectKey("kube-node-lease", NAME),
                    "",
                    tree("""
                            apiVersion: coordination.k8s.io/v1
                            kind: Lease
                            metadata: {name: node1, namespace: kube-node-lease}
                            spec: {holderIdentity: node1, leaseDurationSeconds: 40, renewTime: "%s"}
                            """.formatted(MICROS.format(Instant.now()))),
                    true,
                    WriteOptions.as("kubelet"));
        } catch (ApiException e) {
            if (!e.unavailable()) {
                throw e;
            }
        }
    }

    /** The kubelet stands still. */
    void freeze() {
        frozen = true;
    }

    /** It goes on: says first that it is not ready, then corrects its pods, then is ready. */
    void thaw(String namespace, Runnable pause) {
        frozen = false;
        var key = new ObjectKey("", NAME);
        status(Kind.NODE, key, """
                conditions:
                - {type: Ready, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletNotReady, message: container runtime is down}
                """);
        pause.run();
        for (var pod :
                client.list(Kind.POD.resource(), namespace, ListOptions.ALL).items()) {
            status(Kind.POD, pod.key(), "conditions: [{type: Ready, status: \"True\", lastTransitionTime: NOW}]");
            pause.run();
        }
        status(Kind.NODE, key, """
                conditions:
                - {type: MemoryPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasSufficientMemory, message: kubelet has sufficient memory available}
                - {type: DiskPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasNoDiskPressure, message: kubelet has no disk pressure}
                - {type: PIDPressure, status: "False", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletHasSufficientPID, message: kubelet has sufficient PID available}
                - {type: Ready, status: "True", lastHeartbeatTime: NOW, lastTransitionTime: NOW,
                  reason: KubeletReady, message: kubelet is posting ready status}
                """);
    }

    /** Does the next thing a kubelet would do; false when there is nothing. */
    boolean step(String namespace) {
        if (frozen) {
            return false;
        }
        var pods = client.list(Kind.POD.resource(), namespace, ListOptions.ALL).items().stream()
                .filter(pod -> Pods.node(pod).equals(NAME))
                .sorted(Comparator.comparingLong((KubeObject pod) -> Long.parseLong(pod.resourceVersion())))
                .toList();
        for (var pod : pods) {
            if (step(pod)) {
                return true;
            }
        }
        return false;
    }

    private boolean step(KubeObject pod) {
        try {
            if (pod.beingDeleted()) {
                return end(pod);
            }
            return !Pods.finished(pod) && start(pod);
        } catch (ApiException e) {
            if (e.notFound() || e.conflict()) {
                return true;
            }
            throw e;
        }
    }

    private boolean end(KubeObject pod) {
        if (!Pods.finished(pod)) {
            status(Kind.POD, pod.key(), """
                    phase: Failed
                    conditions:
                    - {type: Ready, status: "False", lastTransitionTime: NOW, reason: PodFailed}
                    """);
        } else {
            client.delete(
                    Kind.POD.resource(),
                    pod.key(),
                    new DeleteOptions(Optional.empty(), OptionalLong.of(0), pod.uid(), "", WriteOptions.DEFAULT));
        }
        return true;
    }

    private boolean start(KubeObject pod) {
        var container = pod.spec().list("containers").objects().getFirst();
        if (container.text("resources", "requests", "cpu").equals("100")) {
            status(Kind.POD, pod.key(), "{phase: Failed, reason: OutOfcpu}");
            return true;
        }
        boolean started = !Pods.phase(pod).equals("Pending");
        if (Pods.ready(pod)) {
            return false;
        }
        if (!started && Conditions.find(Pods.conditions(pod), "Ready").isEmpty()) {
            status(Kind.POD, pod.key(), """
                    conditions:
                    - {type: Ready, status: "False", lastTransitionTime: NOW, reason: ContainersNotReady}
                    - {type: PodScheduled, status: "True", lastTransitionTime: NOW}
                    """);
            return true;
        }
        boolean ready = !container.has("readinessProbe") || !probed.add(pod.uid());
        status(Kind.POD, pod.key(), """
                phase: Running
                podIP: 10.244.0.%d
                podIPs: [{ip: 10.244.0.%1$d}]
                conditions:
                - {type: Ready, status: "%s"%s}
                """.formatted(
                        2 + Math.floorMod(pod.uid().hashCode(), 250),
                        ready ? "True" : "False",
                        ready ? ", lastTransitionTime: NOW" : ""));
        return true;
    }

    private void create(Kind kind, String yaml) {
        client.create(kind.resource(), new KubeObject(tree(yaml)), WriteOptions.as("kubelet"));
    }

    private void status(Kind kind, ObjectKey key, String yaml) {
        // A second a step: by the times alone, what came later must be seen to have.
        var now = "\"" + start.plusSeconds(steps.incrementAndGet()) + "\"";
        client.patch(
                kind.resource(),
                key,
                "status",
                ApiClient.PatchType.STRATEGIC_MERGE,
                ObjectValue.of("status", tree(yaml.replace("NOW", now))),
                WriteOptions.as("kubelet"));
    }

    private static ObjectValue tree(String yaml) {
        return (ObjectValue) Yaml.readAll(yaml).getFirst();
    }

    @Override
    public void close() {
        over = true;
        heart.interrupt();
        client.delete(Kind.NODE.resource(), new ObjectKey("", NAME), DeleteOptions.DEFAULT);
    }
}
