package io.jukung.cli;

import io.jukung.cli.local.ClusterLayout;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local cluster a command is about. */
public final class ClusterOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:JUKUNG_DATA_DIR:-/var/lib/jukung}",
            description =
                    "Where the local cluster keeps everything (default: ${DEFAULT-VALUE}; environment: JUKUNG_DATA_DIR).")
    private Path dataDir = Path.of("/var/lib/jukung");

    ClusterLayout layout() {
        return new ClusterLayout(dataDir);
    }
}
