package io.jukung.chaos.command;

import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.RunPlan;
import io.jukung.chaos.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every workload under every fault. */
@Command(
        name = "matrix",
        description = "Every workload under every fault, one after the other; a table at the end.",
        mixinStandardHelpOptions = true)
public final class MatrixCommand implements Callable<Integer> {

    @Option(names = "--workload", paramLabel = "A,B", split = ",", description = "These only. Default: all but mixed.")
    private List<String> workloads = List.of();

    @Option(names = "--nemesis", paramLabel = "A,B", split = ",", description = "These only. Default: all.")
    private List<String> nemeses = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs of each pair, with seeds one after the other. Default: 1.")
    private int seeds = 1;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: another each time.")
    private @Nullable Long seed;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds: " + seeds + ", expected 1 or more");
        }
        long first = seed == null ? new SplittableRandom().nextLong(1_000_000_000) : seed;
        var plans = new ArrayList<RunPlan>();
        var chosen = workloads.isEmpty()
                ? Workloads.names().stream()
                        .filter(name -> !name.equals("mixed"))
                        .toList()
                : workloads;
        for (int n = 0; n < seeds; n++) {
            for (var workload : chosen) {
                for (var nemesis : nemeses.isEmpty() ? Parts.nemeses() : nemeses) {
                    plans.add(options.plan(workload, RunOptions.nemeses(List.of(nemesis)), first + n));
                }
            }
        }
        var table = new Summary();
        for (var plan : plans) {
            System.out.println("run " + (table.size() + 1) + " of " + plans.size());
            table.run(plan, System.out);
        }
        table.print(System.out);
        return table.exitCode();
    }
}
