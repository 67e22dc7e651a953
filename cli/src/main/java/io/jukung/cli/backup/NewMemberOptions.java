package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.InitialCluster;
import io.jukung.store.Bootstrap;
import io.jukung.store.RestoredMember;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose data directory is made: etcd's flags, as the member will be started with. */
final class NewMemberOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the member's data will be (default: NAME.etcd); must not exist, or be empty.")
    private @Nullable Path dataDir;

    @Option(names = "--name", defaultValue = "default", description = "The member's name (default: ${DEFAULT-VALUE}).")
    private String name = "";

    @Option(
            names = "--initial-cluster",
            paramLabel = "NAME=URL",
            defaultValue = "default=http://localhost:2380",
            description = "All members of the new cluster (default: ${DEFAULT-VALUE}).")
    private String initialCluster = "";

    @Option(
            names = "--initial-cluster-token",
            paramLabel = "TOKEN",
            defaultValue = "etcd-cluster",
            description = "Keeps the new cluster apart from others (default: ${DEFAULT-VALUE}).")
    private String token = "";

    @Option(
            names = "--initial-advertise-peer-urls",
            paramLabel = "URL",
            defaultValue = "http://localhost:2380",
            description = "How other members reach this one (default: ${DEFAULT-VALUE}).")
    private String advertise = "";

    /** The member, its flags checked. */
    RestoredMember member() {
        try {
            return new RestoredMember(
                    name,
                    dataDir == null ? Path.of(name + ".etcd") : dataDir,
                    new Bootstrap(InitialCluster.parse(initialCluster), token, Bootstrap.State.NEW, false),
                    InitialCluster.urls("--initial-advertise-peer-urls", advertise));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--" + e.getMessage(), e);
        }
    }
}
