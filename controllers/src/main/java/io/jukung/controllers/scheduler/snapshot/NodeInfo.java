package io.jukung.controllers.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * A node and the pods on it, assumed ones included, with their sums.
 *
 * @param requested of all pods together
 * @param scoringRequested the same with defaults for pods that ask for nothing
 */
public record NodeInfo(Node node, List<PodInfo> pods, Resources requested, Resources scoringRequested) {

    public static NodeInfo of(Node node) {
        return new NodeInfo(node, List.of(), Resources.NONE, Resources.NONE);
    }

    public String name() {
        return node.name();
    }

    public NodeInfo with(Node newNode) {
        return new NodeInfo(newNode, pods, requested, scoringRequested);
    }

    public NodeInfo plus(PodInfo pod) {
        var more = new ArrayList<PodInfo>(pods.size() + 1);
        more.addAll(pods);
        more.add(pod);
        return new NodeInfo(
                node, List.copyOf(more), requested.plus(pod.requests()), scoringRequested.plus(pod.scoringRequests()));
    }

    /** Without the pod of that key, which must be there. */
    public NodeInfo minus(PodInfo pod) {
        var fewer = new ArrayList<PodInfo>(pods);
        if (!fewer.removeIf(present -> present.key().equals(pod.key()))) {
            throw new IllegalStateException(pod.key() + " is not on node " + name());
        }
        return new NodeInfo(
                node,
                List.copyOf(fewer),
                requested.minus(pod.requests()),
                scoringRequested.minus(pod.scoringRequests()));
    }
}
