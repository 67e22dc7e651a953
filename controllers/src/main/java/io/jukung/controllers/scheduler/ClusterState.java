package io.jukung.controllers.scheduler;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.cache.ClusterCache;
import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.queue.QueuedPod;
import io.jukung.controllers.scheduler.queue.SchedulingQueue;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cache and queue together: takes in what the informers say and what was decided, and keeps the two in
 * step. Not thread-safe; time is an argument.
 */
final class ClusterState {

    private final ClusterCache cache = new ClusterCache();
    private final SchedulingQueue queue = new SchedulingQueue();

    /** A pod to schedule and the cluster to schedule it in. */
    record Work(QueuedPod queued, Snapshot snapshot) {}

    /** A node is new, changed or (null) gone. */
    void node(ObjectKey key, @Nullable KubeObject object, Instant now) {
        if (object == null) {
            cache.removeNode(key.name());
            return;
        }
        var node = Node.of(object);
        var before = cache.putNode(node);
        if (before.isEmpty()) {
            queue.onEvent(ClusterEvent.NODE_ADDED, now);
        } else {
            changes(before.get(), node, now);
        }
    }

    private void changes(Node before, Node node, Instant now) {
        if (!before.allocatable().equals(node.allocatable()) || before.allowedPods() != node.allowedPods()) {
            queue.onEvent(ClusterEvent.NODE_ALLOCATABLE, now);
        }
        if (!before.labels().equals(node.labels())) {
            queue.onEvent(ClusterEvent.NODE_LABELS, now);
        }
        if (!before.taints().equals(node.taints()) || before.unschedulable() != node.unschedulable()) {
            queue.onEvent(ClusterEvent.NODE_TAINTS, now);
        }
    }

    /** A pod is new, changed or (null) gone. */
    void pod(ObjectKey key, @Nullable KubeObject object, Instant now) {
        if (object == null || PodInfo.finished(object)) {
            queue.remove(key);
            left(key, now);
        } else if (!object.spec().text("nodeName").isEmpty()) {
            queue.remove(key);
            var pod = PodInfo.of(object);
            var before = cache.removePod(key);
            cache.putPod(pod);
            if (before.isEmpty() || !before.get().labels().equals(pod.labels())) {
                queue.onEvent(ClusterEvent.ASSIGNED_POD_ADDED, now);
            }
        } else if (!wantsNode(object)) {
            queue.remove(key);
        } else if (!cache.isAssumed(key)) {
            queue.put(PodInfo.of(object), now);
        }
    }

    private static boolean wantsNode(KubeObject pod) {
        var scheduler = pod.spec().text("schedulerName");
        return (scheduler.isEmpty() || scheduler.equals(Scheduler.NAME))
                && pod.spec().list("schedulingGates").isEmpty()
                && !pod.beingDeleted();
    }

    private void left(ObjectKey key, Instant now) {
        if (cache.removePod(key).isPresent()) {
            queue.onEvent(ClusterEvent.ASSIGNED_POD_GONE, now);
        }
    }

    Optional<Work> next(Instant now) {
        cache.expire(now).forEach(pod -> queue.onEvent(ClusterEvent.ASSIGNED_POD_GONE, now));
        return queue.pop(now).map(queued -> new Work(queued, cache.snapshot()));
    }

    Optional<Instant> nextWakeUp(Instant now) {
        return queue.nextWakeUp(now);
    }

    /** Counts the pod on its node; false where it needs none any more. */
    boolean assume(PodInfo pod, String node) {
        if (!queue.inFlight(pod.key())) {
            return false;
        }
        cache.assume(pod, node);
        return true;
    }

    /** The pod waits for one of these events; false where it needs no node any more. */
    boolean unschedulable(PodInfo pod, Set<ClusterEvent> helpedBy, Instant now) {
        boolean waits = queue.inFlight(pod.key());
        queue.refused(pod.key(), helpedBy, now);
        return waits;
    }

    void bound(PodInfo pod, Instant now) {
        cache.bound(pod.key(), now);
        queue.done(pod.key());
    }

    /** The binding was not written: the pod is tried again after its back-off. */
    void notBound(PodInfo pod, Instant now) {
        if (cache.forget(pod.key())) {
            queue.onEvent(ClusterEvent.ASSIGNED_POD_GONE, now);
        }
        queue.refused(pod.key(), Set.of(), now);
    }
}
