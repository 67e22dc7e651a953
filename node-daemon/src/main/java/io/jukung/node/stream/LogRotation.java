package io.jukung.node.stream;

import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.platform.Clock;
import io.jukung.proto.cri.ContainerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps logs bounded, with the kubelet's defaults: a container's log that grew past 10 MiB is set aside
 * under a name with the time, and no more than five files are kept.
 */
public final class LogRotation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    static final long MOST_BYTES = 10L << 20;
    static final int MOST_FILES = 5;
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final CriClient cri;
    private final Clock clock;
    private final Thread thread;

    private LogRotation(CriClient cri, Clock clock) {
        this.cri = cri;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
    }

    public static LogRotation start(CriClient cri, Clock clock) {
        var rotation = new LogRotation(cri, clock);
        rotation.thread.start();
        return rotation;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                rotateAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (CriException e) {
                LOG.warn("logs are not rotated: {}", e.getMessage());
            }
        }
    }

    private void rotateAll() {
        for (var container : cri.listContainers(Map.of())) {
            if (container.getState() == ContainerState.CONTAINER_RUNNING) {
                try {
                    rotateIfLarge(container.getId());
                } catch (CriException | IOException | UncheckedIOException e) {
                    // Gone meanwhile, most likely; the others' turn must come all the same.
                    LOG.info("the log of container {} is not rotated: {}", container.getId(), e.getMessage());
                }
            }
        }
    }

    private void rotateIfLarge(String container) throws IOException {
        var log = Path.of(cri.containerStatus(container).getLogPath());
        if (Files.exists(log) && Files.size(log) > MOST_BYTES) {
            rotate(container, log);
        }
    }

    private void rotate(String container, Path log) throws IOException {
        var aside = log.resolveSibling(log.getFileName() + "." + STAMP.format(clock.now()));
        Files.move(log, aside);
        cri.reopenContainerLog(container);
        var rotated = rotated(log);
        for (var old : rotated.subList(0, Math.max(0, rotated.size() - (MOST_FILES - 1)))) {
            Files.deleteIfExists(old);
        }
    }

    /** The files set aside of a log, oldest first. */
    static List<Path> rotated(Path log) throws IOException {
        try (var files = Files.list(log.getParent())) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(log.getFileName() + "."))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
