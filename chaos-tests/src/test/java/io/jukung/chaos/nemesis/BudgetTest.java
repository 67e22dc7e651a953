package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetTest {

    @Test
    void oneOfThreeMayLoseItsData() {
        assertThat(new Budget(3, Set.of()).refusal()).isEmpty();
        assertThat(new Budget(5, Set.of()).refusal()).isEmpty();
    }

    @Test
    void notTwoAtOnce() {
        assertThat(new Budget(5, Set.of("n2")).refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("n2"));
    }

    @Test
    void notWhereTheRestIsNoMajority() {
        assertThat(new Budget(1, Set.of()).refusal()).isPresent();
        assertThat(new Budget(2, Set.of()).refusal()).isPresent();
    }

    @Test
    void whomIsAMajorityOrLess() {
        assertThat(Whom.minority(3)).isEqualTo(1);
        assertThat(Whom.minority(5)).isEqualTo(2);
        assertThat(Whom.majority(4)).isEqualTo(3);
        assertThat(Whom.majority(5)).isEqualTo(3);
    }
}
