package io.jukung.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeterTest {

    private final Meter meter = new Meter();

    @Test
    void aTimeInWhichNothingWasDoneIsAFailure() {
        assertThat(meter.counts().failure()).contains("not one operation");
        meter.events(1);
        assertThat(meter.counts().failure()).isEmpty();
    }

    @Test
    void oneFailureIsEnough() {
        meter.success(System.nanoTime());
        meter.failure(new IllegalStateException("first"));
        meter.failure(new IllegalStateException("second"));
        assertThat(meter.counts().failure()).isEqualTo("2 requests failed; the first: first");
    }

    @Test
    void countsFromNothingAfterARestart() {
        meter.success(System.nanoTime());
        meter.failure(new IllegalStateException("before"));
        meter.watched(3);
        meter.restart();
        meter.success(System.nanoTime());
        assertThat(meter.counts().operations()).isEqualTo(1);
        assertThat(meter.counts().latencies().count()).isEqualTo(1);
        assertThat(meter.counts().watched()).isZero();
        assertThat(meter.counts().failure()).isEmpty();
    }

    @Test
    void theLongestGapMayBeTheLast() {
        var counts = new Counts();
        long now = System.nanoTime();
        counts.success(1, now + TimeUnit.SECONDS.toNanos(2));
        counts.success(1, now + TimeUnit.SECONDS.toNanos(3));
        assertThat(counts.longestGapNanos(now + TimeUnit.SECONDS.toNanos(4)))
                .isBetween(
                        TimeUnit.MILLISECONDS.toNanos(1999), TimeUnit.SECONDS.toNanos(2) + TimeUnit.SECONDS.toNanos(1));
        assertThat(counts.longestGapNanos(now + TimeUnit.SECONDS.toNanos(10))).isEqualTo(TimeUnit.SECONDS.toNanos(7));
    }
}
