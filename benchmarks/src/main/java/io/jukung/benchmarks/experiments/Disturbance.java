package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Measurement;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Target;
import io.jukung.benchmarks.load.Turn;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of puts while a store has something else to do. */
final class Disturbance {

    /** Puts on their way at any time: enough to see a stall at once, not so many that they alone fill the machine. */
    static final int CLIENTS = 16;

    private Disturbance() {}

    /**
     * Measures puts while something runs.
     *
     * @param undisturbed the same puts before
     */
    static Outcome measure(Outcome undisturbed, Turn puts, Target target, Measurement.Step step)
            throws IOException, InterruptedException {
        var disturbed = Measurement.during(puts.meter(), target, step);
        Map<String, Double> figures = new LinkedHashMap<>(disturbed.figures());
        for (var name : new String[] {"throughput", "p99_us", "longest_gap_ms"}) {
            figures.put("undisturbed_" + name, undisturbed.figure(name));
        }
        figures.put("p99_ratio", disturbed.figure("p99_us") / undisturbed.figure("p99_us"));
        return new Outcome(figures, undisturbed.failure() + disturbed.failure());
    }
}
