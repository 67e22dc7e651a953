package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the threads of a member do that does not answer: as the kernel sees them, and as Java does if it still can tell. */
final class ThreadDump {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private ThreadDump() {}

    /** Beside the log of a member. */
    static Path beside(Path log) {
        return log.resolveSibling(log.getFileName() + ".threads");
    }

    /** Adds to a file; never fails for what cannot be found out. */
    static void append(List<Long> pids, Path to) throws IOException, InterruptedException {
        for (long pid : pids) {
            Files.writeString(
                    to,
                    "--- process " + pid + " at " + Instant.now() + "\n" + of(pid, to) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private static String of(long pid, Path to) throws InterruptedException {
        try {
            // A virtual machine that does not come to rest does not answer jcmd.
            return Shell.run(
                    List.of(
                            "sh",
                            "-c",
                            """
                            pid=$1; jcmd=$2; virtual=$3
                            for task in /proc/"$pid"/task/*; do
                              echo "$(cat "$task/comm"): $(sed -n 's/^State:.//p' "$task/status") $(cat "$task/wchan") $(cut -d ' ' -f 1 "$task/syscall")"
                            done
                            timeout -k 1 20 "$jcmd" "$pid" Thread.print -l -e
                            timeout -k 1 20 "$jcmd" "$pid" Thread.dump_to_file -overwrite "$virtual" && cat "$virtual"
                            rm -f "$virtual"
                            """,
                            "threads",
                            Long.toString(pid),
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            to.toAbsolutePath() + ".virtual"),
                    PATIENCE);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
