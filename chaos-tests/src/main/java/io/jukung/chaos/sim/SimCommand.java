package io.jukung.chaos.sim;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jukung-chaos sim}: runs seeds and says which do not hold. Exit code 0: all held; 1: not; 2: bad options. */
@Command(
        name = "sim",
        description = "Simulate the store and what stands on it: one thread, virtual time, every fault from a seed.",
        mixinStandardHelpOptions = true)
public final class SimCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--first-seed", defaultValue = "1", description = "The first seed (default: ${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(names = "--seeds", defaultValue = "0", description = "How many seeds; 0: as many as --seconds allow.")
    private long seeds;

    @Option(names = "--seconds", defaultValue = "20", description = "For how long (default: ${DEFAULT-VALUE}).")
    private long seconds;

    @Option(
            names = "--scenario",
            split = ",",
            description = "What to simulate: ${COMPLETION-CANDIDATES} (default: all, in turn).")
    private List<Scenario> scenarios = new ArrayList<>();

    @Override
    public Integer call() {
        if (seeds < 0 || (seeds == 0 && seconds <= 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds: " + seeds + ", --seconds: " + seconds + ": one must be more than 0");
        }
        var out = spec.commandLine().getOut();
        boolean passed = true;
        for (var scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            var options = SimOptions.of(scenario);
            var result = seeds > 0
                    ? SimulationBatch.run(firstSeed, seeds, options, seed -> show(out, seed))
                    : SimulationBatch.run(firstSeed, Duration.ofSeconds(seconds), options, seed -> show(out, seed));
            show(out, scenario, result);
            passed &= result.passed();
        }
        return passed ? 0 : 1;
    }

    private static void show(PrintWriter out, SeedResult result) {
        if (result.failure().isPresent()) {
            out.print(result.report());
            out.flush();
        }
    }

    private static void show(PrintWriter out, Scenario scenario, BatchResult result) {
        out.printf(
                Locale.ROOT,
                "%s: seeds %d to %d, %d events, %.0f virtual seconds in %.1f s (%.0f seeds a minute): %s%n",
                scenario,
                result.firstSeed(),
                result.firstSeed() + result.seeds() - 1,
                result.events(),
                result.virtualTime().toMillis() / 1e3,
                result.elapsed().toMillis() / 1e3,
                result.seedsPerMinute(),
                result.passed() ? "all hold" : result.failures().size() + " failed");
        result.situations().counts().forEach((situation, count) -> out.printf("  %-40s %d%n", situation, count));
        result.missing().forEach(situation -> out.printf("  %-40s NEVER: this batch proves too little%n", situation));
        out.flush();
    }
}
