package io.jukung.chaos;

import static io.jukung.chaos.generator.Generators.once;
import static io.jukung.chaos.generator.Generators.sequence;
import static io.jukung.chaos.generator.Generators.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.RunPlan;
import io.jukung.chaos.run.Runner;
import io.jukung.chaos.run.Situation;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One cluster under mixed workloads, kept up over faults one after the other: kills, partitions, pauses, and compactions with all
 * of these; then every checker's verdict, and that what is to be tested came up. Which members are hit is by the seed.
 */
@Needs(
        tools = {"ip", "nft"},
        root = true)
class ChaosSmokeIT {

    private static final Duration TIME = Duration.ofSeconds(115);
    private static final long SEED = Long.getLong("chaos.seed", 20_261_128);

    @Test
    void aStoreUnderFaultsKeepsItsPromises(@TempDir Path directory) throws Exception {
        var plan = new RunPlan(
                "mixed",
                List.of("kill", "partition", "pause", "compact"),
                TIME,
                SEED,
                OptionalInt.of(3),
                OptionalDouble.of(200),
                OptionalInt.of(40),
                Product.JUKUNG,
                Placement.NAMESPACES,
                RealTools.projectRoot().resolve("chaos-tests/target/store"),
                Optional.empty(),
                // Small ones, so that members are behind the log after each fault.
                List.of("--snapshot-count=100", "--snapshot-catchup-entries=50"));
        var runner = new Runner(plan, directory, Optional.of(windows()));
        var result = runner.run();
        var report = Parts.report(plan.store(), result);
        assertThat(result.record().verdicts())
                .as("seed %d, report in %s", SEED, report)
                .allSatisfy(verdict -> assertThat(verdict.violations())
                        .as(verdict.checker() + " " + verdict.facts())
                        .isEmpty());
        assertThat(result.record().passed())
                .as("seed %d, report in %s", SEED, report)
                .isTrue();
        for (var situation : List.of(
                Situation.LEADER_CHANGE,
                Situation.LEADER_CHANGE_DURING_TXN,
                Situation.WATCH_RESUMED_ELSEWHERE,
                Situation.WATCH_RESUMED_ACROSS_COMPACTION,
                Situation.LEASE_EXPIRED,
                Situation.AMBIGUOUS_HAPPENED,
                Situation.MEMBER_RESTARTED)) {
            assertThat(result.record().situations().get(situation.title()))
                    .as("how often: " + situation.title())
                    .isPositive();
        }
    }

    /** About 100 s. */
    private static Generator windows() {
        var all = new ArrayList<Generator>();
        all.addAll(fault(Duration.ofSeconds(4), once("kill", whom("leader", 1)), once("start", Edn.NIL)));
        all.addAll(fault(Duration.ofSeconds(3), once("kill", whom("all", 2)), once("start", Edn.NIL)));
        all.addAll(fault(Duration.ofSeconds(4), once("kill", whom("minority", 3)), once("start", Edn.NIL)));
        all.add(compact(0));
        for (var shape : List.of("leader", "mute", "ring")) {
            all.addAll(fault(Duration.ofSeconds(5), partition(shape), once("stop-partition", Edn.NIL)));
        }
        all.add(compact(50));
        all.addAll(fault(Duration.ofSeconds(4), once("pause", paused("leader", 4)), once("resume", Edn.NIL)));
        all.add(compact(0));
        all.addAll(fault(
                Duration.ofSeconds(6),
                sequence(partition("deaf"), sleep(Duration.ofSeconds(2)), compact(10), once("kill", whom("leader", 6))),
                sequence(once("stop-partition", Edn.NIL), once("start", Edn.NIL))));
        all.addAll(fault(Duration.ofSeconds(3), once("kill", whom("all", 7)), once("start", Edn.NIL)));
        all.add(compact(0));
        return sequence(all);
    }

    private static List<Generator> fault(Duration length, Generator begin, Generator end) {
        return List.of(begin, sleep(length), end, sleep(Duration.ofSeconds(5)));
    }

    private static Edn whom(String whom, long pick) {
        return Edn.dict("whom", Edn.keyword(whom), "pick", Edn.of(SEED + pick));
    }

    private static Edn paused(String whom, long pick) {
        return Edn.dict("whom", Edn.keyword(whom), "pick", Edn.of(SEED + pick), "how", Edn.keyword("signal"));
    }

    private static Generator partition(String shape) {
        return once("start-partition", Edn.dict("shape", Edn.keyword(shape), "pick", Edn.of(SEED)));
    }

    private static Generator compact(long back) {
        return once("compact", Edn.dict("back", Edn.of(back)));
    }
}
