package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Cluster;
import io.jukung.benchmarks.load.Target;
import java.io.IOException;

/** A store under test, and connections to it. */
final class Contender implements AutoCloseable {

    private final Cluster cluster;
    private Target target;

    Contender(Cluster cluster) throws IOException {
        this.cluster = cluster;
        target = Target.of(cluster);
    }

    String name() {
        return cluster.name();
    }

    Cluster cluster() {
        return cluster;
    }

    Target target() {
        return target;
    }

    /** Looks again who leads and which processes there are. */
    void reconnect() throws IOException {
        target.close();
        target = Target.of(cluster);
    }

    @Override
    public void close() throws IOException {
        target.close();
        cluster.close();
    }
}
