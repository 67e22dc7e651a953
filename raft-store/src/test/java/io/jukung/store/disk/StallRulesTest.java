package io.jukung.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StallRulesTest {

    private static final StallRules RULES = new StallRules(Duration.ofSeconds(1));

    @Test
    void aDiskMayTakeItsTimeUpToThePatience() {
        assertThat(RULES.isStalled(0)).isFalse();
        assertThat(RULES.isStalled(Duration.ofSeconds(1).toNanos())).isFalse();
        assertThat(RULES.isStalled(Duration.ofMillis(1001).toNanos())).isTrue();
    }

    @Test
    void whoHasMostOfTheLogTakesOverFirstAndWhoHasNoneNever() {
        var match = Map.of(1L, 90L, 2L, 70L, 3L, 100L, 4L, -1L, 5L, 70L);
        assertThat(RULES.successors(1, Set.of(1L, 2L, 3L, 4L, 5L), match::get)).containsExactly(3L, 2L, 5L);
        assertThat(RULES.successors(1, Set.of(1L), match::get)).isEmpty();
    }
}
