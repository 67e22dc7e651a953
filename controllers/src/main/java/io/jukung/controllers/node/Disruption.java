package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import java.util.List;

/** How the nodes are as a whole. */
enum Disruption {
    NONE,
    /** More than two, and 55 % or more, are not ready. */
    PARTIAL,
    /** None is ready. */
    FULL;

    private static final int LARGE_CLUSTER = 50;

    static Disruption of(List<KubeObject> nodes) {
        long ready = nodes.stream()
                .filter(node -> NodeView.readiness(node).equals("True"))
                .count();
        long notReady = nodes.size() - ready;
        if (notReady > 0 && ready == 0) {
            return FULL;
        }
        boolean partial = notReady > 2 && notReady * 100 >= 55L * nodes.size() && nodes.size() <= LARGE_CLUSTER;
        return partial ? PARTIAL : NONE;
    }

    /** Whether pods may be moved off nodes that are not ready. */
    boolean evicts() {
        return this == NONE;
    }
}
