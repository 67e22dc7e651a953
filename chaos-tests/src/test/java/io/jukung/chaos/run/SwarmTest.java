package io.jukung.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SwarmTest {

    private static RunPlan plan(long seed, OptionalInt nodes, OptionalDouble rate) {
        return new RunPlan(
                "append",
                List.of("kill"),
                Duration.ofSeconds(10),
                seed,
                nodes,
                rate,
                OptionalInt.empty(),
                Product.JUKUNG,
                Placement.NAMESPACES,
                Path.of("store"),
                Optional.empty(),
                List.of());
    }

    @Test
    void aSeedDecidesEverything() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(Swarm.of(plan(seed, OptionalInt.empty(), OptionalDouble.empty())))
                    .isEqualTo(Swarm.of(plan(seed, OptionalInt.empty(), OptionalDouble.empty())));
        }
    }

    @Test
    void seedsDiffer() {
        var flags = LongStream.range(0, 100)
                .mapToObj(seed -> Swarm.of(plan(seed, OptionalInt.empty(), OptionalDouble.empty()))
                        .flags())
                .collect(Collectors.toSet());
        assertThat(flags).hasSizeGreaterThan(50);
    }

    @Test
    void whatIsGivenChangesNothingElse() {
        for (long seed = 0; seed < 50; seed++) {
            var drawn = Swarm.of(plan(seed, OptionalInt.empty(), OptionalDouble.empty()));
            var given = Swarm.of(plan(seed, OptionalInt.of(5), OptionalDouble.of(17)));
            assertThat(given.members()).isEqualTo(5);
            assertThat(given.rate()).isEqualTo(17);
            assertThat(given.flags()).isEqualTo(drawn.flags());
            assertThat(given.keys()).isEqualTo(drawn.keys());
        }
    }

    @Test
    void manySeedsMakeMembersThatNeedSnapshots() {
        var segments = LongStream.range(0, 100)
                .mapToObj(seed -> Swarm.of(plan(seed, OptionalInt.empty(), OptionalDouble.empty())).flags().stream()
                        .filter(flag -> flag.startsWith("--wal-segment-bytes="))
                        .toList())
                .toList();
        assertThat(segments).allSatisfy(flags -> assertThat(flags).hasSize(1));
        assertThat(segments.stream().filter(flags -> flags.contains("--wal-segment-bytes=16384")))
                .hasSizeBetween(10, 50);
    }

    @Test
    void badValuesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(1, OptionalInt.of(4), OptionalDouble.empty()))
                .withMessage("nodes: 4, expected 3 or 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(1, OptionalInt.empty(), OptionalDouble.of(0)))
                .withMessageContaining("rate: 0.0, expected more than 0");
    }
}
