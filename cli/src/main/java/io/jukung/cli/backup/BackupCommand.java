package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.store.migrate.Backup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung store backup}: a snapshot and every change after it, until it is stopped. */
@Command(
        name = "backup",
        description = {
            "Keep a backup of a running store: a snapshot, then every change. Goes on where it was stopped.",
            "Restore any revision with: jukung store snapshot restore --from-backup DIR --revision N"
        })
public final class BackupCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Parameters(paramLabel = "DIR", description = "Where the backup is kept; is made where it is not.")
    private Path directory = Path.of("");

    @Option(names = "--once", description = "End once everything there is now is saved.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        try (var connection = source.open();
                var ending = new Ending()) {
            new Backup(SourceOptions.store(connection), directory, new Printer(ending)).run();
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("backup of " + source + ": " + CommandFailure.reason(e), e);
        }
    }

    private final class Printer implements Backup.Watcher {
        private final Ending ending;
        private String last = "";

        Printer(Ending ending) {
            this.ending = ending;
        }

        @Override
        public void snapshot(Path file, long revision) {
            System.out.println("snapshot at revision " + revision + ": " + file);
        }

        @Override
        public void progress(long saved, long there) {
            var line = "saved up to revision " + saved + ", " + (there - saved) + " behind";
            if (!line.equals(last)) {
                System.out.println(line);
            }
            last = line;
        }

        @Override
        public boolean stop(boolean caughtUp) {
            return ending.wanted() || (once && caughtUp);
        }
    }
}
