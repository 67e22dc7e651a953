package io.jukung.benchmarks;

import io.jukung.benchmarks.cluster.Store;
import io.jukung.benchmarks.experiments.Part;
import io.jukung.benchmarks.experiments.Session;
import io.jukung.benchmarks.render.Rendering;
import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.ResultsFile;
import io.jukung.benchmarks.results.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = "Starts three members of each store for each part, measures, and writes a line of JSON a sample.")
final class MeasureCommand implements Callable<Integer> {

    private static final int CLEAN_UP_SECONDS = 30;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "NAME=COMMAND",
            description = "A program that takes etcd's flags, and flags of its own, separated by spaces. Repeated.")
    private Map<String, String> stores = Map.of();

    @Option(names = "--parts", split = ",", description = "All, or some of: ${COMPLETION-CANDIDATES}.")
    private List<Part> parts = List.of(Part.values());

    @Option(names = "--results", required = true, paramLabel = "FILE", description = "Where the samples go.")
    private Path results = Path.of("");

    @Mixin
    private PlanOptions plan = new PlanOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Store> named = new ArrayList<>();
        stores.forEach((name, command) ->
                named.add(new Store(name, List.of(command.strip().split(" +", -1)))));
        var folder = Files.createTempDirectory("jukung-benchmarks");
        Consumer<String> progress = System.err::println;
        var ended = endOnSignal();
        try (var file = new ResultsFile(results, Machine.environment(named));
                var session = new Session(named, plan.plan(), folder, file, progress)) {
            session.run(EnumSet.copyOf(parts));
        } finally {
            Files.deleteIfExists(folder);
            ended.countDown();
        }
        var measured = Results.read(results);
        Rendering.of(measured).writeTo(Rendering.folderOf(results));
        System.out.println(Rendering.of(measured).text());
        return measured.samples().stream().allMatch(Sample::valid) ? 0 : 1;
    }

    /** Members and their data must be gone when this process is: a signal interrupts the measuring, which then cleans up. */
    private static CountDownLatch endOnSignal() {
        var ended = new CountDownLatch(1);
        var measuring = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            measuring.interrupt();
                            try {
                                ended.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "clean-up"));
        return ended;
    }
}
