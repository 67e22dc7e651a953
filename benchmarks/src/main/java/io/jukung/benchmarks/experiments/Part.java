package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Transport;

/** The parts of the table, in the order in which they are measured. */
public enum Part {
    /** Single operations with a growing number of clients. */
    LOAD,
    /** What API servers do. */
    KUBERNETES,
    /** Watch fan-out with a growing number of watchers. */
    FANOUT,
    /** Leases: grants, keep-alives, mass expiry. */
    LEASES,
    /** Compaction under load. */
    COMPACTION,
    /** Puts of growing values. The last of those that share clusters: it fills them. */
    VALUES,
    /** Memory of one that lists all keys. */
    LIST,
    /** A growing key space: speed, memory, cold start. */
    LARGE,
    /** Leaders killed. */
    FAILOVER,
    /** Single operations over TLS. */
    TLS;

    Experiment experiment() {
        return switch (this) {
            case LOAD -> new Throughput();
            case KUBERNETES -> new ApiServers();
            case FANOUT -> new Watchers();
            case LEASES -> new LeaseLife();
            case COMPACTION -> new CompactionUnderLoad();
            case VALUES -> new ValueSizes();
            case LIST -> new ListMemory();
            case LARGE -> new GrowingKeyspace();
            case FAILOVER -> new Failover();
            case TLS -> new Encrypted();
        };
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
