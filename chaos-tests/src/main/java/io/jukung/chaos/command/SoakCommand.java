package io.jukung.chaos.command;

import io.jukung.chaos.run.Parts;
import io.jukung.chaos.workload.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs of chosen seeds for hours. */
@Command(
        name = "soak",
        description =
                "One run after the other for hours, each with a new seed, workload and set of faults. Ends at the first violation.",
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {

    private static final int MOST_NEMESES = 3;

    @Option(names = "--hours", paramLabel = "N", required = true, description = "How long; may be a fraction.")
    private double hours;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides which runs are done. Default: another each time.")
    private @Nullable Long seed;

    @Option(names = "--go-on", description = "Also after a violation.")
    private boolean goOn;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        if (!(hours > 0 && hours <= 1000)) {
            throw new IllegalArgumentException("--hours: " + hours + ", expected more than 0 and up to 1000");
        }
        var random = new SplittableRandom(seed == null ? new SplittableRandom().nextLong() : seed);
        long end = System.nanoTime()
                + Duration.ofMillis(Math.round(hours * 3_600_000)).toNanos();
        var table = new Summary();
        do {
            var workload =
                    Workloads.names().get(random.nextInt(Workloads.names().size()));
            var nemeses = new ArrayList<String>();
            int count = Math.min(Parts.nemeses().size(), 1 + random.nextInt(MOST_NEMESES));
            while (nemeses.size() < count) {
                var one = Parts.nemeses().get(random.nextInt(Parts.nemeses().size()));
                if (!nemeses.contains(one)) {
                    nemeses.add(one);
                }
            }
            table.run(options.plan(workload, List.copyOf(nemeses), random.nextLong(1_000_000_000)), System.out);
        } while (System.nanoTime() < end && (goOn || table.exitCode() != 1));
        table.print(System.out);
        return table.exitCode();
    }
}
