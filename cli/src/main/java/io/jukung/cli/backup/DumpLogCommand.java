package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.store.LogDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jukung store dump-log}: the Raft log for people and tools. */
@Command(
        name = "dump-log",
        description =
                "Print a member's Raft log: a line of JSON for each request, in etcd's words. The member may run.")
public final class DumpLogCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DATA-DIR", description = "The member's data directory.")
    private Path dataDir = Path.of("");

    @Override
    public Integer call() {
        try {
            LogDump.write(dataDir, System.out::println);
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("dump-log " + dataDir + ": " + CommandFailure.reason(e), e);
        }
    }
}
