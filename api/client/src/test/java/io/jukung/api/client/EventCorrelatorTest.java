package io.jukung.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.EventCorrelator.Occurrence;
import io.jukung.api.client.EventCorrelator.Subject;
import io.jukung.api.client.EventCorrelator.Verdict;
import io.jukung.api.model.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final EventCorrelator correlator = new EventCorrelator();

    private static Occurrence about(String name, String message) {
        var subject = new Subject("v1", "Pod", new ObjectKey("default", name), "uid-" + name, "");
        return new Occurrence(subject, "Warning", "BackOff", message);
    }

    private Verdict judge(Occurrence occurrence, Instant now) {
        var verdict = correlator.judge(occurrence, now);
        if (verdict instanceof Verdict.Create(var created)) {
            correlator.created(created, "event-" + created.message());
        }
        return verdict;
    }

    @Test
    void theSameAgainIsCounted() {
        var occurrence = about("a", "restarting");
        assertThat(judge(occurrence, START)).isEqualTo(new Verdict.Create(occurrence));
        assertThat(judge(occurrence, START)).isEqualTo(new Verdict.Repeat("event-restarting", 2, occurrence));
        assertThat(judge(occurrence, START)).isEqualTo(new Verdict.Repeat("event-restarting", 3, occurrence));
        assertThat(judge(about("b", "restarting"), START)).isInstanceOf(Verdict.Create.class);
    }

    @Test
    void oneObjectMayNotFlood() {
        var occurrence = about("a", "restarting");
        for (int i = 0; i < 25; i++) {
            assertThat(judge(occurrence, START)).isNotInstanceOf(Verdict.Drop.class);
        }
        assertThat(judge(occurrence, START)).isInstanceOf(Verdict.Drop.class);
        assertThat(judge(about("b", "restarting"), START)).isInstanceOf(Verdict.Create.class);
        assertThat(judge(occurrence, START.plus(Duration.ofMinutes(5)))).isInstanceOf(Verdict.Repeat.class);
        assertThat(judge(occurrence, START.plus(Duration.ofMinutes(5)))).isInstanceOf(Verdict.Drop.class);
    }

    @Test
    void manySimilarMessagesBecomeOneEvent() {
        for (int i = 0; i < 9; i++) {
            var verdict = judge(about("a", "attempt " + i), START);
            assertThat(verdict).isEqualTo(new Verdict.Create(about("a", "attempt " + i)));
        }
        assertThat(judge(about("a", "attempt 9"), START))
                .isEqualTo(new Verdict.Create(about("a", "(combined from similar events): attempt 9")));
        assertThat(judge(about("a", "attempt 10"), START)).isInstanceOfSatisfying(Verdict.Repeat.class, repeat -> {
            assertThat(repeat.count()).isEqualTo(2);
            assertThat(repeat.occurrence().message()).isEqualTo("(combined from similar events): attempt 10");
        });
    }

    @Test
    void similarityIsForgottenAfterAWhile() {
        for (int i = 0; i < 12; i++) {
            judge(about("a", "attempt " + i), START);
        }
        var later = about("a", "later");
        assertThat(judge(later, START.plus(Duration.ofMinutes(11)))).isEqualTo(new Verdict.Create(later));
    }
}
