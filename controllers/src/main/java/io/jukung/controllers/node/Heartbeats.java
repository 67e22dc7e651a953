package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When this process last noticed a sign of life of each node, by its own monotonic clock: a node's clock may be wrong, so
 * its times are only compared with each other. Also since when it knows of a node's taints.
 */
final class Heartbeats {

    private record Sign(String uid, String times, long noticedNanos) {}

    private record TaintId(String uid, String key) {}

    private final Map<String, Sign> signs = new ConcurrentHashMap<>();
    private final Map<TaintId, Instant> taints = new ConcurrentHashMap<>();

    /** Takes the node's present signs in, and says how long ago the last new one was noticed. */
    Duration silence(KubeObject node, Optional<KubeObject> lease, long nanoTime) {
        var times = lease.map(held -> held.spec().text("renewTime")).orElse("")
                + " "
                + Conditions.find(Pods.conditions(node), "Ready")
                        .map(ready -> ready.text("status").equals("Unknown") ? "" : ready.text("lastHeartbeatTime"))
                        .orElse("");
        var sign = signs.compute(
                node.name(),
                (_, known) -> known != null
                                && known.uid().equals(node.uid())
                                && known.times().equals(times)
                        ? known
                        : new Sign(node.uid(), times, nanoTime));
        return Duration.ofNanos(nanoTime - sign.noticedNanos());
    }

    /** Since when each of the node's evicting taints has been known, by taint key. */
    Map<String, Instant> taintsSeen(KubeObject node, Instant now) {
        var seen = new java.util.HashMap<String, Instant>();
        for (var taint : Taints.executing(node)) {
            var key = taint.text("key");
            seen.put(key, taints.computeIfAbsent(new TaintId(node.uid(), key), _ -> now));
        }
        taints.keySet().removeIf(id -> id.uid().equals(node.uid()) && !seen.containsKey(id.key()));
        return seen;
    }

    /** The node is gone; its uid where it was known. */
    Optional<String> forget(String nodeName) {
        var uid = Optional.ofNullable(signs.remove(nodeName)).map(Sign::uid);
        uid.ifPresent(gone -> taints.keySet().removeIf(id -> id.uid().equals(gone)));
        return uid;
    }
}
