package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/** Puts and gets of one client and of many, to be compared with the same in plaintext. */
final class Encrypted implements Experiment {

    private static final List<Integer> CLIENTS = List.of(1, 64);

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        for (var operation : List.of(Workload.PUT, Workload.GET)) {
            for (int clients : CLIENTS) {
                stage.turns(operation, stage.load(clients));
            }
        }
    }
}
