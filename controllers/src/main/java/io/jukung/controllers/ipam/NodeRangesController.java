package io.jukung.controllers.ipam;

import io.jukung.api.client.ControlLoop;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import java.util.List;

/** Watches Nodes. All nodes are one key: ranges are given out by one turn at a time. */
public final class NodeRangesController {

    /** The only key. */
    public enum Key {
        ALL_NODES
    }

    private NodeRangesController() {}

    /**
     * Starts the loop.
     *
     * @param cluster the range of all pods
     * @param nodePrefix prefix length of a node's range
     */
    public static ControlLoop<Key> start(LoopContext context, Ipv4Range cluster, int nodePrefix) {
        var nodes = context.informer(Kind.NODE);
        var executor = context.executor("node-ipam-controller");
        return ControlLoop.start(
                context.settings("node-ipam", 1),
                List.of(new ControlLoop.Source<>(
                        nodes,
                        (key, before, now) ->
                                now != null && now.spec().text("podCIDR").isEmpty()
                                        ? List.of(Key.ALL_NODES)
                                        : List.of())),
                context.client(),
                (key, client) -> executor.run(
                        NodeRangesPlanner.plan(new NodeRangesView(nodes.all(), cluster, nodePrefix)), client));
    }
}
