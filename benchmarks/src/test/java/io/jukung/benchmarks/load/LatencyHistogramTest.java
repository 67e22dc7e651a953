package io.jukung.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void emptyHasNoQuantiles() {
        assertThat(new LatencyHistogram().quantileNanos(0.5)).isZero();
    }

    @Test
    void quantilesAreAtMostABucketTooHigh() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long nanos = 1; nanos <= 1_000_000; nanos++) {
            histogram.record(nanos);
        }
        assertThat(histogram.count()).isEqualTo(1_000_000);
        assertThat(histogram.quantileNanos(0.5)).isBetween(500_000L, 520_000L);
        assertThat(histogram.quantileNanos(0.99)).isBetween(990_000L, 1_030_000L);
        assertThat(histogram.quantileNanos(1)).isBetween(1_000_000L, 1_040_000L);
    }

    @Test
    void takesAnyDuration() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(0);
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.quantileNanos(0.5)).isZero();
        assertThat(histogram.quantileNanos(1)).isEqualTo(Long.MAX_VALUE);
    }
}
