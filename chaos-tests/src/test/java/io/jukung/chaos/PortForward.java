package io.jukung.chaos;

import static org.awaitility.Awaitility.await;

import io.jukung.testing.RealTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A {@code kubectl port-forward} that runs until it is closed, or until it has to give up. */
final class PortForward implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) ->");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path said;
    private final Process process;
    private final int port;

    /** Forwards a free port of this machine; returns once it is listened on. */
    PortForward(Path kubeconfig, String target, int remotePort) {
        try {
            said = Files.createTempFile("port-forward", ".out");
            process = new ProcessBuilder(
                            RealTools.get("kubectl").toString(),
                            "--kubeconfig=" + kubeconfig,
                            "port-forward",
                            target,
                            ":" + remotePort)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            await("port-forward " + target)
                    .atMost(PATIENCE)
                    .until(() -> LISTENS.matcher(said()).find() || !process.isAlive());
            var listens = LISTENS.matcher(said());
            if (!listens.find()) {
                throw new AssertionError("port-forward " + target + ": " + said());
            }
            port = Integer.parseInt(listens.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** All it has said so far. */
    String said() throws IOException {
        return Files.readString(said);
    }

    /** Whether it ended by itself within the patience. */
    boolean gaveUp() throws InterruptedException {
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(said);
    }
}
