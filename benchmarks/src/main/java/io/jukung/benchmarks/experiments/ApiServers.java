package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/** The Kubernetes mix, of as many requests at a time as a busy cluster's API servers have. */
final class ApiServers implements Experiment {

    private static final int CLIENTS = 64;

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.warmUp(List.of(Workload.KUBERNETES_MIX), new int[] {CLIENTS}, stage.load(CLIENTS));
        stage.turns(Workload.KUBERNETES_MIX, stage.load(CLIENTS));
    }
}
