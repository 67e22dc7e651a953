package io.jukung.benchmarks.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.003, 0.9, 1, 1.01, 4, 7, 99, 100, 12_345, 1e9})
    void hasFourToTenStepsUpToTheHighestValue(double highest) {
        var axis = new Axis(highest);
        assertThat(axis.ticks()).hasSizeBetween(5, 11).startsWith(0).isSorted();
        assertThat(axis.top()).isGreaterThanOrEqualTo(highest).isLessThan(1.5 * highest);
    }

    @Test
    void stepsAreRound() {
        assertThat(new Axis(7).ticks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(new Axis(900).ticks()).containsExactly(0, 200, 400, 600, 800, 1000);
    }

    @Test
    void nothingHasAnAxisToo() {
        assertThat(new Axis(0).top()).isPositive();
    }
}
