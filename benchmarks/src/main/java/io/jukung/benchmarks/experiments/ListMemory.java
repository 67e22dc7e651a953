package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.MemoryPeak;
import io.jukung.benchmarks.cluster.Usage;
import io.jukung.benchmarks.load.Measurement;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory it takes to list all keys at once, again and again: how far that of the leader, which is asked, rises above what it was after
 * the keys were put. In one turn on new clusters: memory that was used once is not given back.
 */
final class ListMemory implements Experiment {

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        var plan = stage.plan();
        for (var contender : stage.contenders()) {
            stage.load(1).keyspace().fill(contender.target(), 0);
        }
        Thread.sleep(plan.settle());
        stage.perform(
                "list", Map.of("clients", 1L, "keys", (long) plan.keys()), 1, contender -> list(stage, contender));
    }

    private static Outcome list(Stage stage, Contender contender) throws IOException, InterruptedException {
        var plan = stage.plan();
        var target = contender.target();
        long before = Usage.residentBytes(target.leaderPids());
        try (var memory = new MemoryPeak(target.leaderPids());
                var listing = Workload.LIST.start(stage.load(1), target)) {
            var outcome =
                    Measurement.of(listing, target, Duration.ZERO, plan.turn().multipliedBy(plan.rounds()));
            Map<String, Double> figures = new LinkedHashMap<>(outcome.figures());
            figures.put("leader_rss_mib", Usage.mib(before));
            figures.put("leader_peak_extra_mib", Usage.mib(memory.extraBytes()));
            return new Outcome(figures, outcome.failure());
        }
    }
}
