package io.jukung.chaos.cluster;

import java.nio.file.Path;
import java.util.List;

/** A harness that has a whole cluster with two nodes run, writes down what its threads do, says what is its own on the machine, and waits to be killed. */
final class DyingPlane {

    private DyingPlane() {}

    public static void main(String[] arguments) throws Exception {
        var cluster = new LocalControlPlane(Path.of(arguments[0]), List.of());
        cluster.up();
        cluster.dumpThreads();
        // The guard has to let it go on before it can end.
        cluster.pause(cluster.servers().getFirst());
        System.out.println(
                "ready " + cluster.plan().bridge() + " " + cluster.plan().nftTable());
        Thread.sleep(Long.MAX_VALUE);
    }
}
