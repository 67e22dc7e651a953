package io.jukung.node.pod;

import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.Informer;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.cri.CriException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pods of this node: a worker for each, fed by the API's watch and by what changes in the runtime.
 * Pods that the runtime holds and the API does not are ended.
 */
public final class NodePods implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodePods.class);
    /** How often the runtime is asked what changed, as the kubelet does. */
    private static final Duration RELIST = Duration.ofSeconds(1);
    /** A pod removed by force still gets a moment to end. */
    private static final long FORCED_GRACE_SECONDS = 2;

    private final NodeParts node;
    private final Informer pods;
    private final PodNews news;
    private final RuntimeObserver observer;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final Thread relister;
    private volatile boolean closed;
    private volatile boolean runtimeHealthy = true;

    private NodePods(NodeParts node, EventRecorder events) {
        this.node = node;
        this.news = new PodNews(events);
        this.observer = new RuntimeObserver(node.cri(), node.clock());
        this.pods = Informer.start(node.api(), StatusWriter.PODS, "", "", "spec.nodeName=" + node.nodeName());
        this.relister = Thread.ofVirtual().name("runtime-relist").unstarted(this::relist);
    }

    /** Starts to look after the node's pods; returns at once. */
    public static NodePods start(NodeParts node, EventRecorder events) {
        var nodePods = new NodePods(node, events);
        nodePods.pods.addListener(nodePods::onChange);
        nodePods.relister.start();
        return nodePods;
    }

    /** The pod with this name now, and its uid if one is given. */
    public Optional<DesiredPod> find(ObjectKey key, String uid) {
        return workers.values().stream()
                .map(PodWorker::pod)
                .filter(pod ->
                        pod.key().equals(key) && (uid.isEmpty() || pod.uid().equals(uid)))
                .findFirst();
    }

    /** What the runtime holds of a pod. */
    public Observation observe(DesiredPod pod) {
        return observer.of(pod.uid());
    }

    /** The pods under care. */
    public List<DesiredPod> all() {
        return workers.values().stream().map(PodWorker::pod).toList();
    }

    /** Whether the runtime answered when it was last asked. */
    public boolean runtimeHealthy() {
        return runtimeHealthy;
    }

    /** Ends the care; containers run on. */
    @Override
    public void close() {
        closed = true;
        pods.close();
        relister.interrupt();
        var all = new ArrayList<>(workers.values());
        all.forEach(PodWorker::close);
        for (var worker : all) {
            try {
                worker.awaitEnd(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void onChange(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before != null && (now == null || !now.uid().equals(before.uid()))) {
            var worker = workers.get(before.uid());
            if (worker != null) {
                worker.gone(forcedUnlessAsked(worker.pod().object()));
            }
        }
        if (now != null) {
            care(DesiredPod.of(now)).update(now);
        }
    }

    /** A pod that vanished without having been asked to end was removed by force. */
    private static KubeObject forcedUnlessAsked(KubeObject object) {
        long grace = object.beingDeleted()
                ? Math.max(FORCED_GRACE_SECONDS, object.tree().whole(0, "metadata", "deletionGracePeriodSeconds"))
                : FORCED_GRACE_SECONDS;
        return new KubeObject(object.tree()
                .withAt(io.jukung.api.model.tree.Value.of(grace), "metadata", "deletionGracePeriodSeconds"));
    }

    private PodWorker care(DesiredPod pod) {
        return workers.computeIfAbsent(pod.uid(), uid -> {
            var worker = new PodWorker(node, observer, news, pod, () -> workers.remove(uid));
            worker.start();
            return worker;
        });
    }

    /** Wakes the workers of pods in which something changed, and takes care of what nobody knows. */
    private void relist() {
        Map<String, Observation> last = Map.of();
        boolean tidied = false;
        while (!closed) {
            try {
                var seen = observer.all();
                runtimeHealthy = true;
                for (var worker : workers.entrySet()) {
                    var now = seen.getOrDefault(worker.getKey(), Observation.NOTHING);
                    if (!now.equals(last.getOrDefault(worker.getKey(), Observation.NOTHING))) {
                        worker.getValue().wake();
                    }
                }
                last = seen;
                if (pods.synced()) {
                    adoptOrphans(seen);
                    if (!tidied) {
                        tidied = true;
                        removeRemains(seen.keySet());
                    }
                }
            } catch (CriException e) {
                if (runtimeHealthy) {
                    LOG.warn("the container runtime does not answer: {}", e.getMessage());
                }
                runtimeHealthy = false;
            } catch (RuntimeException e) {
                // All other pods depend on this loop.
                LOG.error("looking at the runtime's pods failed", e);
            }
            try {
                Thread.sleep(RELIST);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void adoptOrphans(Map<String, Observation> seen) {
        if (workers.keySet().containsAll(seen.keySet())) {
            return;
        }
        for (var owner : observer.owners()) {
            boolean known = pods.all().stream().anyMatch(pod -> pod.uid().equals(owner.uid()));
            if (!known && !workers.containsKey(owner.uid())) {
                LOG.info("pod {}/{} is gone from the API: ending it", owner.namespace(), owner.name());
                care(new DesiredPod(remains(owner), true));
            }
        }
    }

    /** What pods left here that went while no daemon ran, and of which the runtime holds nothing. */
    private void removeRemains(Set<String> inRuntime) {
        try {
            for (var uid : node.volumes().kept()) {
                boolean known = pods.all().stream().anyMatch(pod -> pod.uid().equals(uid));
                if (!known && !inRuntime.contains(uid) && !workers.containsKey(uid)) {
                    LOG.info("removing what is left of pod {}", uid);
                    node.volumes().remove(uid);
                    PodFolders.removeCgroups(uid);
                }
            }
            PodFolders.deleteLogsOfOthers(
                    node.sandboxes().logs(),
                    uid -> inRuntime.contains(uid)
                            || pods.all().stream().anyMatch(pod -> pod.uid().equals(uid)));
        } catch (IOException e) {
            LOG.warn("what gone pods left is not removed: {}", e.getMessage());
        }
    }

    /** As much of a vanished pod as ending it takes. */
    private static KubeObject remains(RuntimeObserver.Owner owner) {
        var metadata = ObjectValue.builder()
                .put("name", owner.name())
                .put("namespace", owner.namespace())
                .put("uid", owner.uid())
                .put("deletionGracePeriodSeconds", owner.graceSeconds())
                .build();
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("metadata", metadata)
                .build());
    }
}
