package io.jukung.benchmarks.results;

import java.util.Arrays;
import java.util.OptionalDouble;

/** What a number of turns come to. */
public enum Statistic {
    /** The one in the middle, or the mean of the two there. */
    MEDIAN,
    /** The worst. */
    MAXIMUM;

    /** Empty if there are no values. */
    public OptionalDouble of(double... values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        return OptionalDouble.of(
                switch (this) {
                    case MEDIAN -> (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
                    case MAXIMUM -> sorted[sorted.length - 1];
                });
    }
}
