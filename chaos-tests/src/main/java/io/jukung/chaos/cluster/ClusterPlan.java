package io.jukung.chaos.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What cluster to make.
 *
 * @param members how many at first, 1 to 5
 * @param flags of etcd's kind for every member, besides those of names and addresses; one given here wins over the cluster's
 *     own choice (small limits, so that snapshots and elections come often)
 * @param jvm options for the JVM of our members, as {@code -javaagent:…}; empty for etcd
 * @param environment added to each member's
 * @param directory for data and logs; made if it is not there
 * @param storage what each member's data lies on
 * @param keepData whether {@link Cluster#close} leaves the data in the directory, for a look at it; only of {@link
 *     Storage#DIRECTORY} and {@link Storage#IMAGE}. Logs are always left
 */
public record ClusterPlan(
        Product product,
        Placement placement,
        int members,
        List<String> flags,
        List<String> jvm,
        Map<String, String> environment,
        Path directory,
        Storage storage,
        boolean keepData) {

    public ClusterPlan {
        flags = List.copyOf(flags);
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath().normalize();
        if (members < 1 || members > 5) {
            throw new IllegalArgumentException("members: " + members + ", expected 1 to 5");
        }
        if (product == Product.ETCD && !jvm.isEmpty()) {
            throw new IllegalArgumentException("jvm: " + jvm + ", expected none for etcd");
        }
    }

    /** On plain directories, which are deleted at the end. */
    public ClusterPlan(
            Product product,
            Placement placement,
            int members,
            List<String> flags,
            List<String> jvm,
            Map<String, String> environment,
            Path directory) {
        this(product, placement, members, flags, jvm, environment, directory, Storage.DIRECTORY, false);
    }

    /** The same on another storage. */
    public ClusterPlan on(Storage other) {
        return new ClusterPlan(product, placement, members, flags, jvm, environment, directory, other, keepData);
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

    /** What a member's data lies on. */
    public enum Storage {
        /** A directory of the file system that the plan's directory is on. */
        DIRECTORY,
        /** Memory, of a limited size: a disk that can fill up. Needs root. */
        TMPFS,
        /**
         * An ext4 file system of its own in an image file, mounted through a loop device: a disk that can lose power, so
         * that what was not fsynced is gone, and fill up. Needs root.
         */
        IMAGE
    }
}
