package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Keyspace;
import io.jukung.benchmarks.load.Load;
import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.time.Duration;

/** Puts of growing values, in short turns: large ones fill the disk. */
final class ValueSizes implements Experiment {

    private static final int CLIENTS = 64;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        var plan = stage.plan();
        var turn = plan.turn().compareTo(LONGEST) < 0 ? plan.turn() : LONGEST;
        for (int size : plan.valueSizes()) {
            var load = new Load(CLIENTS, new Keyspace(plan.keys(), size), plan.watchersPerStream());
            stage.turns(Workload.PUT, load, "put_of_size", turn);
        }
    }
}
