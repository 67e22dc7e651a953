package io.jukung.controllers.scheduler.cache;

import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and the pods on them. A pod is <em>assumed</em> on its node as soon as it is decided, so that the
 * next decision counts it; the informer then confirms it. An assumption that is bound but never
 * confirmed is dropped after {@link #ASSUMPTION_LIFETIME}: the pod was deleted in between.
 *
 * <p>Not thread-safe; a snapshot is immutable and shares all records with the cache.
 */
public final class ClusterCache {

    /** Far above any delay of a watch that still works. */
    public static final Duration ASSUMPTION_LIFETIME = Duration.ofSeconds(30);

    private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();
    /** Pods on nodes that are not known, not yet or no longer. */
    private final Map<String, Map<ObjectKey, PodInfo>> strays = new HashMap<>();

    private final Map<ObjectKey, PodInfo> pods = new HashMap<>();
    /** Assumed pods; with the moment at which the assumption ends once they are bound. */
    private final Map<ObjectKey, Optional<Instant>> assumed = new HashMap<>();

    private @Nullable Snapshot snapshot;

    /** Adds the node or replaces what is known of it; gives what was known. */
    public Optional<Node> putNode(Node node) {
        snapshot = null;
        var before = nodes.get(node.name());
        if (before != null) {
            nodes.put(node.name(), before.with(node));
            return Optional.of(before.node());
        }
        var info = NodeInfo.of(node);
        var waiting = strays.remove(node.name());
        if (waiting != null) {
            for (var pod : waiting.values()) {
                info = info.plus(pod);
            }
        }
        nodes.put(node.name(), info);
        return Optional.empty();
    }

    public void removeNode(String name) {
        snapshot = null;
        var info = nodes.remove(name);
        if (info != null) {
            info.pods().forEach(pod -> stray(name).put(pod.key(), pod));
        }
    }

    /** Takes in a pod that the API says is on a node; confirms an assumption. */
    public void putPod(PodInfo pod) {
        removePod(pod.key());
        place(pod);
    }

    /** Forgets the pod, assumed or not; gives it if it was there. */
    public Optional<PodInfo> removePod(ObjectKey key) {
        assumed.remove(key);
        var pod = pods.remove(key);
        if (pod == null) {
            return Optional.empty();
        }
        snapshot = null;
        var info = nodes.get(pod.nodeName());
        if (info != null) {
            nodes.put(pod.nodeName(), info.minus(pod));
        } else {
            var there = stray(pod.nodeName());
            there.remove(key);
            if (there.isEmpty()) {
                strays.remove(pod.nodeName());
            }
        }
        return Optional.of(pod);
    }

    /** Counts the pod on the node from now on; its binding is under way. */
    public void assume(PodInfo pod, String node) {
        if (pods.containsKey(pod.key())) {
            throw new IllegalStateException(pod.key() + " is already on a node");
        }
        place(pod.on(node));
        assumed.put(pod.key(), Optional.empty());
    }

    /** The binding is written: the assumption ends by itself if no informer confirms it. */
    public void bound(ObjectKey key, Instant now) {
        assumed.computeIfPresent(key, (same, before) -> Optional.of(now.plus(ASSUMPTION_LIFETIME)));
    }

    /** The binding failed: as if never assumed. Nothing where an informer has confirmed the pod meanwhile. */
    public boolean forget(ObjectKey key) {
        return assumed.containsKey(key) && removePod(key).isPresent();
    }

    public boolean isAssumed(ObjectKey key) {
        return assumed.containsKey(key);
    }

    /** Drops the assumptions that are over and gives their pods. */
    public List<PodInfo> expire(Instant now) {
        var over = assumed.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent()
                        && !now.isBefore(entry.getValue().get()))
                .map(Map.Entry::getKey)
                .toList();
        return over.stream().map(this::removePod).flatMap(Optional::stream).toList();
    }

    public Snapshot snapshot() {
        var current = snapshot;
        if (current == null) {
            current = Snapshot.of(List.copyOf(nodes.values()));
            snapshot = current;
        }
        return current;
    }

    private void place(PodInfo pod) {
        snapshot = null;
        pods.put(pod.key(), pod);
        var info = nodes.get(pod.nodeName());
        if (info != null) {
            nodes.put(pod.nodeName(), info.plus(pod));
        } else {
            stray(pod.nodeName()).put(pod.key(), pod);
        }
    }

    private Map<ObjectKey, PodInfo> stray(String node) {
        return strays.computeIfAbsent(node, name -> new LinkedHashMap<>());
    }
}
