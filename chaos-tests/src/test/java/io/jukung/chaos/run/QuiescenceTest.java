package io.jukung.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuiescenceTest {

    private final List<Long> looks = new ArrayList<>();

    private Quiescence of(Long... revisions) {
        Iterator<Long> next = List.of(revisions).iterator();
        return new Quiescence(next::next, Duration.ofMillis(1), Duration.ofMinutes(1));
    }

    private long note(long revision) {
        looks.add(revision);
        return revision;
    }

    @Test
    void looksOnceWhereNothingMoves() throws Exception {
        assertThat(of(5L, 5L, 5L).look(this::note)).isEqualTo(new Quiescence.Seen<>(5L, 5, 5));
        assertThat(looks).containsExactly(5L);
    }

    @Test
    void waitsForAQuietPeriod() throws Exception {
        assertThat(of(5L, 6L, 7L, 7L, 7L).look(this::note).rests()).isTrue();
        assertThat(looks).containsExactly(7L);
    }

    /** Found by a soak: four writes arrived 2.3 s after a cut of 5 s had been healed, as members were asked for their state. */
    @Test
    void looksAgainIfItMovedMeanwhile() throws Exception {
        var seen = of(1963L, 1963L, 1967L, 1967L, 1967L).look(this::note);
        assertThat(seen).isEqualTo(new Quiescence.Seen<>(1967L, 1967, 1967));
        assertThat(looks).containsExactly(1963L, 1967L);
    }

    @Test
    void tellsOfOneThatNeverRests() throws Exception {
        var revision = new AtomicLong();
        var seen =
                new Quiescence(revision::incrementAndGet, Duration.ofMillis(1), Duration.ofMillis(20)).look(this::note);
        assertThat(seen.rests()).isFalse();
        assertThat(looks).as("a last look, for what can be told of it").hasSize(1);
    }

    @Test
    void tellsOfOneThatMovesWhenLookedAt() throws Exception {
        var revision = new AtomicLong();
        var seen = new Quiescence(revision::get, Duration.ofMillis(1), Duration.ofMillis(20))
                .look(at -> revision.incrementAndGet());
        assertThat(seen.rests()).isFalse();
        assertThat(revision.get()).isGreaterThan(1);
    }
}
