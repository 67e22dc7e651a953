package io.jukung.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBudgetTest {

    private static final long SECOND = 1_000_000_000;

    private final LogBudget budget = new LogBudget();

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void tenLinesAtOnceThenOneASecondAndTheRestIsCounted(long now) {
        assertThat(LongStream.range(0, 10).map(i -> budget.take(now))).containsOnly(0L);
        assertThat(budget.take(now)).isEqualTo(-1);
        assertThat(budget.take(now + SECOND / 2)).isEqualTo(-1);
        assertThat(budget.take(now + SECOND)).isEqualTo(2);
        assertThat(budget.take(now + SECOND)).isEqualTo(-1);
        assertThat(budget.take(now + 2 * SECOND)).isEqualTo(1);
    }

    @Test
    void whoWasQuietHasTenAgainAndNoMore() {
        for (int i = 0; i < 20; i++) {
            budget.take(0);
        }
        assertThat(budget.take(1000 * SECOND)).isEqualTo(10);
        assertThat(LongStream.range(0, 9).map(i -> budget.take(1000 * SECOND))).containsOnly(0L);
        assertThat(budget.take(1000 * SECOND)).isEqualTo(-1);
    }
}
