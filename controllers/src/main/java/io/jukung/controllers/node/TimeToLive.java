package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import java.util.List;

/**
 * How long nodes may keep Secrets and ConfigMaps that they have read: the longer, the more nodes there are. The steps
 * overlap, so that a number of nodes at an edge does not change all of them to and fro.
 */
final class TimeToLive {

    static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    private record Step(int fewest, int most, long seconds) {}

    private static final List<Step> STEPS = List.of(
            new Step(0, 100, 0),
            new Step(90, 500, 15),
            new Step(450, 1_000, 30),
            new Step(900, 2_000, 60),
            new Step(1_800, Integer.MAX_VALUE, 300));

    private TimeToLive() {}

    /** What the node is to have in a cluster of so many. */
    static long seconds(KubeObject node, int nodes) {
        var present = node.annotations().getOrDefault(ANNOTATION, "");
        return STEPS.stream()
                .filter(step -> Long.toString(step.seconds()).equals(present))
                .filter(step -> step.fewest() <= nodes && nodes <= step.most())
                .findFirst()
                .or(() -> STEPS.stream().filter(step -> nodes <= step.most()).findFirst())
                .orElseThrow()
                .seconds();
    }
}
