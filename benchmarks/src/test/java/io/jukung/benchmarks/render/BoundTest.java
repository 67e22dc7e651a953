package io.jukung.benchmarks.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BoundTest {

    private static final OptionalDouble NOTHING = OptionalDouble.empty();

    @Test
    void ratiosAreOursToEtcds() {
        assertThat(verdict(new Bound.RatioAtLeast(1.7), 100, 170)).isEqualTo("yes");
        assertThat(verdict(new Bound.RatioAtLeast(1.7), 100, 169)).isEqualTo("**no**");
        assertThat(verdict(new Bound.RatioAtMost(0.6), 100, 60)).isEqualTo("yes");
        assertThat(verdict(new Bound.RatioAtMost(0.6), 100, 61)).isEqualTo("**no**");
    }

    @Test
    void aLimitIsForOursAlone() {
        assertThat(verdict(new Bound.AtMost(64), 1000, 64)).isEqualTo("yes");
        assertThat(new Bound.AtMost(64).verdict(NOTHING, OptionalDouble.of(65))).isEqualTo("**no**");
    }

    @Test
    void nothingIsSaidOfWhatWasNotMeasured() {
        assertThat(new Bound.RatioAtLeast(1).verdict(NOTHING, OptionalDouble.of(1)))
                .isEmpty();
        assertThat(new Bound.AtMost(1).verdict(OptionalDouble.of(1), NOTHING)).isEmpty();
        assertThat(verdict(new Bound.None(), 1, 1)).isEmpty();
    }

    @Test
    void isWrittenAsPeopleDo() {
        assertThat(new Bound.RatioAtLeast(2).text("s")).isEqualTo("≥ 2×");
        assertThat(new Bound.RatioAtMost(0.85).text("s")).isEqualTo("≤ 0.85×");
        assertThat(new Bound.AtMost(1.3).text("s")).isEqualTo("≤ 1.3 s");
    }

    private static String verdict(Bound bound, double etcd, double ours) {
        return bound.verdict(OptionalDouble.of(etcd), OptionalDouble.of(ours));
    }
}
