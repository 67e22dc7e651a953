package io.jukung.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticTest {

    @Test
    void nothingComesToNothing() {
        assertThat(Statistic.MEDIAN.of()).isEmpty();
        assertThat(Statistic.MAXIMUM.of()).isEmpty();
    }

    @Test
    void theMedianIsInTheMiddleOfWhatIsSorted() {
        assertThat(Statistic.MEDIAN.of(7)).hasValue(7);
        assertThat(Statistic.MEDIAN.of(9, 1, 2)).hasValue(2);
        assertThat(Statistic.MEDIAN.of(4, 1, 2, 100)).hasValue(3);
    }

    @Test
    void theMaximumIsTheWorst() {
        assertThat(Statistic.MAXIMUM.of(1, 9, 2)).hasValue(9);
    }
}
