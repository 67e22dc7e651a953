package io.jukung.chaos.command;

import io.jukung.chaos.run.RunPlan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One run. */
@Command(name = "run", description = "One workload under faults.", mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            required = true,
            description =
                    "What clients do: register, append, wr, set, bank, watch, lease, lock, election, kubernetes, mixed; plane: of a whole cluster.")
    private String workload = "";

    @Option(
            names = "--nemesis",
            paramLabel = "A,B",
            defaultValue = "none",
            description = "Faults, by name; none for none.")
    private List<String> nemesis = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides all that is not given here. Default: another each time.")
    private @Nullable Long seed;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        return Execution.run(plan(), System.out).result().exitCode();
    }

    RunPlan plan() {
        long chosen = seed == null ? new SplittableRandom().nextLong(1_000_000_000) : seed;
        return options.plan(workload, RunOptions.nemeses(nemesis), chosen);
    }
}
