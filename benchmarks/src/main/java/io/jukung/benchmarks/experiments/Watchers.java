package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/** Watch fan-out. */
final class Watchers implements Experiment {

    private static final int WARM_UP_WATCHERS = 100;

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.warmUp(List.of(Workload.WATCH_FANOUT), new int[] {WARM_UP_WATCHERS}, stage.load(1));
        for (int watchers : stage.plan().watchers()) {
            stage.turns(Workload.WATCH_FANOUT, stage.load(watchers));
        }
    }
}
