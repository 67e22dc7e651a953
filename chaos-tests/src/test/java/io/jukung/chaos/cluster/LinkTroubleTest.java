package io.jukung.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.cluster.Cluster.Trouble;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkTroubleTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    @Test
    void delaysAreWithinTheirJitter() {
        var link = LinkTrouble.NONE.and(new Trouble.Delay(50, 30));
        var random = new SplittableRandom(1);
        var delays = IntStream.range(0, 1000)
                .mapToLong(i -> link.of(100, 0, SECOND, random).arrival().orElseThrow())
                .toArray();
        assertThat(Arrays.stream(delays)).allMatch(delay -> delay >= 20 * MILLI && delay <= 80 * MILLI);
        assertThat(IntStream.range(1, delays.length)
                        .filter(i -> delays[i] < delays[i - 1])
                        .count())
                .as("packets that overtake")
                .isGreaterThan(300);
    }

    @Test
    void lossIsOfAboutSoMany() {
        var link = LinkTrouble.NONE.and(new Trouble.Loss(20));
        var random = new SplittableRandom(2);
        long lost = IntStream.range(0, 10_000)
                .filter(i -> link.of(100, 0, SECOND, random).arrival().isEmpty())
                .count();
        assertThat(lost).isBetween(1800L, 2200L);
    }

    @Test
    void aNarrowLinkPassesSoMuchASecondAndDropsWhatItsBufferDoesNotHold() {
        var link = LinkTrouble.NONE.and(new Trouble.Bandwidth(100));
        var random = new SplittableRandom(3);
        long passed = 0;
        for (int i = 0; i < 1000; i++) {
            var fate = link.of(1000, 0, SECOND / 2, random);
            link = fate.rest();
            passed += fate.arrival().isPresent() ? 1 : 0;
        }
        // Half a second of 100 kB a second, and the one that is being sent.
        assertThat(passed).isEqualTo(51);
        assertThat(link.of(1000, SECOND, SECOND / 2, random).arrival()).hasValue(SECOND + 10 * MILLI);
    }

    @Test
    void troublesAddUp() {
        var link = LinkTrouble.NONE.and(new Trouble.Delay(50, 0)).and(new Trouble.Bandwidth(100));
        assertThat(link.of(1000, 0, SECOND, new SplittableRandom(4)).arrival()).hasValue(60 * MILLI);
    }
}
