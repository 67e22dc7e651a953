package io.jukung.chaos.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.run.RunPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class RunCommandTest {

    private static final Path STORE = Path.of("store").toAbsolutePath();

    static Stream<RunPlan> plans() {
        return Stream.of(
                new RunPlan(
                        "register",
                        List.of(),
                        Duration.ofSeconds(60),
                        42,
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        OptionalInt.empty(),
                        Product.JUKUNG,
                        Placement.NAMESPACES,
                        STORE,
                        Optional.empty(),
                        List.of()),
                new RunPlan(
                        "wr",
                        List.of("pause", "kill"),
                        Duration.ofSeconds(90),
                        963831662,
                        OptionalInt.of(5),
                        OptionalDouble.of(150.5),
                        OptionalInt.of(20),
                        Product.JUKUNG,
                        Placement.LOOPBACK,
                        STORE,
                        Optional.of("local-reads"),
                        List.of("--election-timeout=300", "--snapshot-count=50")),
                new RunPlan(
                        "watch",
                        List.of("power"),
                        Duration.ofSeconds(60),
                        7,
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        OptionalInt.empty(),
                        Product.ETCD,
                        Placement.NAMESPACES,
                        STORE,
                        Optional.empty(),
                        List.of()));
    }

    /** What a report says to type. */
    @ParameterizedTest
    @MethodSource("plans")
    void doesAgainWhatAReportSays(RunPlan plan) {
        var words = plan.again().split(" ");
        var run = new RunCommand();

        assertThat(words).startsWith("jukung-chaos", "run");
        new CommandLine(run).parseArgs(Arrays.copyOfRange(words, 2, words.length));

        assertThat(run.plan()).isEqualTo(plan);
    }
}
