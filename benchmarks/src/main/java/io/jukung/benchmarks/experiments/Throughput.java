package io.jukung.benchmarks.experiments;

import java.io.IOException;

/** Each operation with each number of clients. */
final class Throughput implements Experiment {

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        for (var operation : stage.plan().operations()) {
            for (int clients : stage.plan().clients()) {
                stage.turns(operation, stage.load(clients));
            }
        }
    }
}
