package io.jukung.cli.local;

import io.jukung.node.containerd.ContainerdConfig;
import io.jukung.node.containerd.ContainerdException;
import io.jukung.node.containerd.ContainerdProcess;
import io.jukung.node.containerd.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps containerd running, and its log bounded. Containers go on without it; what needs it waits until it
 * is back.
 */
final class ContainerdKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ContainerdKeeper.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private final ContainerdConfig config;
    private final Programs programs;
    private final LogFile logFile;
    private final Thread keeper;
    private ContainerdProcess containerd;

    private ContainerdKeeper(ContainerdConfig config, Programs programs, Path logFile, ContainerdProcess containerd) {
        this.config = config;
        this.programs = programs;
        this.logFile = new LogFile(logFile);
        this.containerd = containerd;
        this.keeper = Thread.ofVirtual().name("keep-containerd").unstarted(this::keep);
    }

    /**
     * Starts containerd.
     *
     * @throws ContainerdException when it does not come up
     */
    static ContainerdKeeper start(ContainerdConfig config, Programs programs, Path logFile) {
        var keeper = new ContainerdKeeper(config, programs, logFile, ContainerdProcess.start(config, programs));
        keeper.keeper.start();
        return keeper;
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(CHECK_EVERY);
                try {
                    if (!containerd.isAlive()) {
                        log.warn("containerd (process {}) ended; starting it again", containerd.pid());
                        containerd = ContainerdProcess.start(config, programs);
                    }
                    logFile.bound(LogFile.LIMIT_BYTES);
                } catch (ContainerdException e) {
                    log.error("{}", e.getMessage());
                } catch (IOException e) {
                    log.warn("the log {} could not be put aside: {}", logFile.path(), e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            // It is no longer to be kept.
        }
    }

    /** No longer keeps it: {@link Teardown#containers} ends it, also one that is just being started. */
    @Override
    public void close() {
        keeper.interrupt();
    }
}
