package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Transport;

/** The parts of the table, in the order in which they are measured. */
public enum Part {
    /** Single operations with a growing number of clients. */
    LOAD(new Throughput()),
    /** What API servers do. */
    KUBERNETES(new ApiServers()),
    /** Watch fan-out with a growing number of watchers. */
    FANOUT(new Watchers()),
    /** Leases: grants, keep-alives, mass expiry. */
    LEASES(new LeaseLife()),
    /** Compaction under load. */
    COMPACTION(new CompactionUnderLoad()),
    /** Puts of growing values. The last of those that share clusters: it fills them. */
    VALUES(new ValueSizes()),
    /** Memory of one that lists all keys. */
    LIST(new ListMemory()),
    /** A growing key space: speed, memory, cold start. */
    LARGE(new GrowingKeyspace()),
    /** Leaders killed. */
    FAILOVER(new Failover()),
    /** Single operations over TLS. */
    TLS(new Encrypted());

    private final Experiment experiment;

    Part(Experiment experiment) {
        this.experiment = experiment;
    }

    Experiment experiment() {
        return experiment;
    }

    /** Whether what other parts left behind does no harm. */
    boolean sharesClusters() {
        return switch (this) {
            case LOAD, KUBERNETES, FANOUT, LEASES, COMPACTION, VALUES -> true;
            case LIST, LARGE, FAILOVER, TLS -> false;
        };
    }

    Transport transport() {
        return this == TLS ? Transport.TLS : Transport.PLAINTEXT;
    }
}
