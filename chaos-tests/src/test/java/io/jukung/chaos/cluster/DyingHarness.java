package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A harness that has a member run in a namespace of its own, on a disk of its own, says so, and waits to be killed. */
final class DyingHarness {

    private DyingHarness() {}

    public static void main(String[] arguments) throws Exception {
        var plan = new ClusterPlan(
                Product.JUKUNG, Placement.NAMESPACES, 1, List.of(), List.of(), Map.of(), Path.of(arguments[0]));
        var cluster = Clusters.create(plan.on(Storage.IMAGE));
        cluster.start("n1");
        cluster.resources().limitCpu("n1", 50);
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }
}
