package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.SnapshotText;
import io.jukung.store.backup.SnapshotStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung store snapshot status}: reads a whole snapshot file and prints what etcdutl prints. */
@Command(name = "status", description = "Check a snapshot file and print its hash, revision, keys and size.")
final class SnapshotStatusCommand implements Callable<Integer> {

    /** How the answer is printed. */
    enum Format {
        simple,
        table,
        json,
        fields
    }

    @Parameters(
            paramLabel = "FILE",
            description = "What snapshot save wrote, or the database of an etcd that is stopped.")
    private Path file = Path.of("");

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            defaultValue = "simple",
            description = "simple, table, json or fields (default: ${DEFAULT-VALUE}).")
    private Format format = Format.simple;

    @Override
    public Integer call() {
        try {
            SnapshotText.print(SnapshotStatus.of(file), format.name(), System.out);
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("snapshot status " + file + ": " + CommandFailure.reason(e), e);
        }
    }
}
