package io.jukung.cli;

import java.util.Set;
import picocli.CommandLine.Command;

/** {@code jukung cluster}: those commands of {@code jukung kv} that are about the control plane's members. */
@Command(name = "cluster", description = "The members of the control plane's store.")
final class ClusterCommand {

    static final Set<String> GROUPS = Set.of("alarm", "defrag", "endpoint", "member", "move-leader", "snapshot");
}
