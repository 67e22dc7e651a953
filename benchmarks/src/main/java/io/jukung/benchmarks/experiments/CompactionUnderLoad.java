package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Compaction;
import io.jukung.benchmarks.load.Measurement;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Compacts a long history while puts go on. */
final class CompactionUnderLoad implements Experiment {

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        stage.perform(
                "compaction",
                Map.of("revisions", (long) stage.plan().revisions()),
                1,
                contender -> compact(stage, contender));
    }

    private static Outcome compact(Stage stage, Contender contender) throws IOException, InterruptedException {
        var plan = stage.plan();
        var target = contender.target();
        var load = stage.load(Disturbance.CLIENTS);
        var compaction = new Compaction(target, load.keyspace());
        // What others left is not to be counted.
        compaction.compact();
        compaction.makeRevisions(plan.revisions());
        Thread.sleep(plan.settle());
        try (var puts = Workload.PUT.start(load, target)) {
            var undisturbed = Measurement.of(puts, target, plan.warmUp(), plan.turn());
            return Disturbance.measure(undisturbed, puts, target, () -> {
                long start = System.nanoTime();
                compaction.compact();
                // A store may go on removing after it has answered: at least as long as the puts before were looked at.
                TimeUnit.NANOSECONDS.sleep(plan.turn().toNanos() - (System.nanoTime() - start));
            });
        }
    }
}
