package io.jukung.benchmarks.experiments;

import java.io.IOException;

/** Asks things of the stores on a stage. */
interface Experiment {

    /**
     * Adds samples.
     *
     * @throws IOException if the stage is of no more use
     */
    void run(Stage stage) throws IOException, InterruptedException;
}
