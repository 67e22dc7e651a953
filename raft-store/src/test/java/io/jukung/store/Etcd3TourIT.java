package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client etcd3: what {@code tour.cjs} does with it comes out the same with a real etcd and with us. */
@Needs(tools = {"etcd", "etcdctl", "node-etcd3"})
class Etcd3TourIT {

    private static final Path SCRIPT = Path.of("src/test/node/etcd3/tour.cjs").toAbsolutePath();

    @TempDir
    private Path directory;

    private List<String> tour(String name, String endpoint) {
        var said = directory.resolve(name + ".txt");
        try {
            var process = new ProcessBuilder(RealTools.get("node-etcd3").toString(), SCRIPT.toString(), endpoint)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS))
                        .as(() -> name + " does not end: " + lines(said))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(() -> name + ": " + lines(said)).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return lines(said);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anApplicationSeesNoDifference() throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var theirs = CompletableFuture.supplyAsync(() -> tour("etcd", etcd.endpoint()), threads);
            var ours = tour("ours", cluster.endpoint("m1"));
            assertThat(ours).containsExactlyElementsOf(theirs.join());
        }
    }
}
