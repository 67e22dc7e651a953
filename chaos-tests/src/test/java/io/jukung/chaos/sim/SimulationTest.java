package io.jukung.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.sim.plane.PlaneFlaw;
import io.jukung.chaos.sim.raft.RaftFlaw;
import io.jukung.chaos.sim.store.StoreFlaw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SimulationTest {

    /** A mistake that takes more than these to be found would not be found in a build. */
    private static final long ENOUGH_SEEDS = 400;

    private static final long FIRST_SEED = 1;

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void theSameSeedIsTheSameRun(Scenario scenario) {
        var simulation = new Simulation(SimOptions.of(scenario));
        for (long seed = 1000; seed < 1005; seed++) {
            var once = simulation.run(seed);
            var again = simulation.run(seed);
            assertThat(again.traceHash()).as("trace of seed %d", seed).isEqualTo(once.traceHash());
            assertThat(again.events()).isEqualTo(once.events());
            assertThat(simulation.run(seed + 5000).traceHash()).isNotEqualTo(once.traceHash());
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void seedsHoldAndMeetEverySituation(Scenario scenario) {
        var result = SimulationBatch.run(FIRST_SEED, ENOUGH_SEEDS, SimOptions.of(scenario), seed -> {});
        assertThat(result.failures().stream().map(SeedResult::report).collect(Collectors.joining("\n")))
                .isEmpty();
        assertThat(result.missing()).as("situations that never came up").isEmpty();
        assertThat(result.seeds()).isEqualTo(ENOUGH_SEEDS);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                        Stream.of(StoreFlaw.values())
                                .filter(flaw -> flaw != StoreFlaw.NONE)
                                .map(flaw -> Arguments.of(flaw.name(), Scenario.STORE, Flaw.of(flaw))),
                        Stream.of(RaftFlaw.values())
                                .filter(flaw -> flaw != RaftFlaw.NONE)
                                .map(flaw -> Arguments.of(flaw.name(), Scenario.STORE, Flaw.of(flaw))),
                        Stream.of(PlaneFlaw.values())
                                .filter(flaw -> flaw != PlaneFlaw.NONE)
                                .map(flaw -> Arguments.of(flaw.name(), Scenario.PLANE, Flaw.of(flaw))))
                .flatMap(every -> every);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void aMistakeIsFound(String name, Scenario scenario, Flaw flaw) {
        var options = SimOptions.of(scenario).withFlaw(flaw).withoutShrinking();
        var result = SimulationBatch.run(FIRST_SEED, ENOUGH_SEEDS, stopAtFirst(options), seed -> {});
        assertThat(result.failures()).as("seeds that show " + name).isNotEmpty();
        assertThat(result.failures().getFirst().report()).contains("seed ", "plan:", "last events");
    }

    private static SimOptions stopAtFirst(SimOptions options) {
        return new SimOptions(options.scenario(), options.flaw(), options.traceLines(), options.shrinkRuns(), 1);
    }

    @Test
    void aFailingSeedIsMadeSmaller() {
        var flaw = Flaw.of(StoreFlaw.WATCH_SPLITS_REVISION);
        var options = stopAtFirst(SimOptions.of(Scenario.STORE).withFlaw(flaw));
        var result = SimulationBatch.run(FIRST_SEED, ENOUGH_SEEDS, options, seed -> {});
        var failed = result.failures().getFirst();
        var failure = failed.failure().orElseThrow();
        assertThat(failure.smallestPlan()).isNotEqualTo(failed.plan());
        assertThat(failure.invariant()).isEqualTo("watch equals history");
        assertThat(failure.trace()).isNotEmpty();
    }

    @Test
    void theCommandSaysWhatItRan() {
        var out = new StringWriter();
        int code = new CommandLine(new SimCommand())
                .setOut(new PrintWriter(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute("--first-seed=7", "--seeds=3", "--scenario=store");
        assertThat(code).isZero();
        assertThat(out.toString()).contains("STORE: seeds 7 to 9", "all hold");
    }

    @Test
    void theCommandRefusesToRunNothing() {
        var err = new StringWriter();
        int code =
                new CommandLine(new SimCommand()).setErr(new PrintWriter(err)).execute("--seeds=-1");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds");
    }
}
