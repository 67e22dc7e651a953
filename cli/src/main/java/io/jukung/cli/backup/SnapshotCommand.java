package io.jukung.cli.backup;

import picocli.CommandLine.Command;

/** {@code jukung store snapshot}. */
@Command(
        name = "snapshot",
        description = "Look at snapshots of a store and restore them, in etcdutl's grammar.",
        subcommands = {SnapshotStatusCommand.class, SnapshotRestoreCommand.class})
public final class SnapshotCommand {}
