package io.jukung.cli;

import io.jukung.cli.kv.Etcdctl;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;

/**
 * {@code jukung kv} in the list of commands. What follows it is etcdctl's, whose grammar is not picocli's:
 * {@link Etcdctl} reads it.
 */
@Command(name = "kv", description = "Read and write a store (ours or any etcd v3), in etcdctl's grammar.")
final class KvCommand {

    static final Etcdctl KV = new Etcdctl("jukung kv", VersionCommand.ETCD, Set.of());
    static final Etcdctl CLUSTER = new Etcdctl("jukung cluster", VersionCommand.ETCD, ClusterCommand.GROUPS);

    /** The exit code, where these arguments of the program are {@link Etcdctl}'s. */
    static Optional<Integer> run(List<String> arguments) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        var rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "kv" -> Optional.of(KV.run(rest));
            case "cluster" -> Optional.of(CLUSTER.run(rest));
            default -> Optional.empty();
        };
    }
}
