package io.jukung.chaos.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What cluster to make.
 *
 * @param members how many at first, 1 to 5
 * @param flags of etcd's kind for every member, besides those of names and addresses
 * @param jvm options for the JVM of our members, as {@code -javaagent:…}; empty for etcd
 * @param environment added to each member's
 * @param directory for data and logs; made if it is not there
 */
public record ClusterPlan(
        Product product,
        Placement placement,
        int members,
        List<String> flags,
        List<String> jvm,
        Map<String, String> environment,
        Path directory) {

    public ClusterPlan {
        flags = List.copyOf(flags);
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
        if (members < 1 || members > 5) {
            throw new IllegalArgumentException("members: " + members + ", expected 1 to 5");
        }
    }

    /** Whose store. */
    public enum Product {
        JUKUNG,
        ETCD
    }

    /** Where members live. */
    public enum Placement {
        /** A network namespace each, joined by a bridge: needs root. */
        NAMESPACES,
        /** Addresses of 127.0.0.0/8, with a proxy of ours on each link between members: needs nothing. */
        LOOPBACK
    }
}
