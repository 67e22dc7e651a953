package io.jukung.benchmarks.render;

import java.util.stream.IntStream;

/**
 * A scale from zero to a round number a little above the highest value.
 *
 * @param highest value on it
 */
record Axis(double highest) {

    private static final int FEWEST_STEPS = 4;

    /** One, two or five times a power of ten, so that there are four to ten. */
    private double step() {
        if (highest <= 0) {
            return 1.0 / FEWEST_STEPS;
        }
        double rough = highest / FEWEST_STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
    }

    double top() {
        return step() * steps();
    }

    private int steps() {
        return (int) Math.max(1, Math.ceil(highest / step()));
    }

    double[] ticks() {
        return IntStream.rangeClosed(0, steps()).mapToDouble(i -> i * step()).toArray();
    }
}
