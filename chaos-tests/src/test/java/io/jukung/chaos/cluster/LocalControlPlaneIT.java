package io.jukung.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** By hand, as runs of a whole cluster are: {@code -Dchaos.plane=true}; it takes a minute and a half. */
@EnabledIfSystemProperty(named = "chaos.plane", matches = "true")
@Needs(
        tools = {"containerd", "nft", "ip", "conntrack"},
        root = true)
class LocalControlPlaneIT {

    private static final Duration UP = Duration.ofMinutes(5);
    private static final Duration SWEPT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void nothingOutlivesAHarnessThatIsKilled() throws Exception {
        var home = folder.toRealPath().resolve("dying");
        var output = folder.resolve("dying.out");
        var harness = Leftovers.harness(DyingPlane.class, home, output);
        List<String> marks;
        try {
            await().atMost(UP)
                    .until(() -> !harness.isAlive() || Files.readString(output).contains("ready "));
            assertThat(harness.isAlive()).as(Files.readString(output)).isTrue();
            var said = Files.readString(output);
            marks = List.of(said.substring(said.indexOf("ready ")).strip().split(" "));
            // Three servers, their supervisor, two daemons, two containerds with pods.
            assertThat(left(harness.pid(), home, marks)).hasSizeGreaterThan(12);
            for (var process : List.of("server-1", "server-2", "server-3", LocalControlPlane.NODE)) {
                assertThat(home.resolve("logs/" + process + ".log.threads"))
                        .content()
                        .contains("Full thread dump", "main");
            }
        } finally {
            harness.destroyForcibly();
        }
        await().atMost(SWEPT).until(() -> left(harness.pid(), home, marks), List::isEmpty);
    }

    /** In words. */
    private static List<String> left(long pid, Path home, List<String> marks) throws Exception {
        var found = new ArrayList<>(Leftovers.of(pid, home));
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                // Containerd's shims, which have no environment of ours.
                if (Long.parseLong(process.getFileName().toString()) != pid
                        && commandLine(process).contains("shim")
                        && commandLine(process).contains(home.toString())) {
                    found.add("shim " + process.getFileName());
                }
            }
        }
        if (Files.exists(Path.of("/sys/class/net", marks.get(1)))) {
            found.add("bridge " + marks.get(1));
        }
        if (Shell.script("nft list tables\n").contains(marks.get(2))) {
            found.add("nftables " + marks.get(2));
        }
        for (var data : List.of("cluster", "node-2")) {
            if (Files.exists(home.resolve(data))) {
                found.add("files in " + home.resolve(data));
            }
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
