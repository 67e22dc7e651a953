package io.jukung.store.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.integrity.Agreement.Differing;
import io.jukung.store.integrity.Agreement.Same;
import io.jukung.store.integrity.Agreement.Split;
import io.jukung.store.integrity.Agreement.Undecided;
import io.jukung.store.integrity.Agreement.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private static Verdict judge(Set<Long> voters, Map<Long, Long> values) {
        return Agreement.judge(voters, Set.of(), values);
    }

    @Test
    void equalValuesAreTheSame() {
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 7L, 2L, 7L, 3L, 7L))).isEqualTo(new Same(Set.of()));
    }

    @Test
    void whoIsSilentIsNamedAndNotBlamed() {
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 7L, 2L, 7L))).isEqualTo(new Same(Set.of(3L)));
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 7L))).isEqualTo(new Same(Set.of(2L, 3L)));
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of())).isEqualTo(new Same(Set.of(1L, 2L, 3L)));
    }

    @Test
    void theMajorityIsRightWhoeverLeads() {
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 9L, 2L, 7L, 3L, 7L)))
                .isEqualTo(new Differing(Set.of(2L, 3L), Set.of(1L)));
        assertThat(judge(Set.of(1L, 2L, 3L, 4L, 5L), Map.of(1L, 7L, 2L, 7L, 3L, 7L, 4L, 8L, 5L, 9L)))
                .isEqualTo(new Differing(Set.of(1L, 2L, 3L), Set.of(4L, 5L)));
    }

    @Test
    void aMajorityNeedsNobodyElse() {
        assertThat(judge(Set.of(1L, 2L, 3L, 4L, 5L), Map.of(1L, 7L, 2L, 7L, 3L, 7L, 4L, 8L)))
                .isEqualTo(new Differing(Set.of(1L, 2L, 3L), Set.of(4L)));
    }

    @Test
    void oneAgainstOneWaitsForTheThird() {
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 7L, 2L, 8L)))
                .isInstanceOfSatisfying(Undecided.class, undecided -> {
                    assertThat(undecided.silent()).containsExactly(3L);
                    assertThat(undecided.groups()).containsExactlyInAnyOrder(Set.of(1L), Set.of(2L));
                });
    }

    @Test
    void whereNoMajorityIsPossibleNobodyIsRight() {
        assertThat(judge(Set.of(1L, 2L), Map.of(1L, 7L, 2L, 8L))).isInstanceOf(Split.class);
        assertThat(judge(Set.of(1L, 2L, 3L), Map.of(1L, 7L, 2L, 8L, 3L, 9L))).isInstanceOf(Split.class);
        assertThat(judge(Set.of(1L, 2L, 3L, 4L), Map.of(1L, 7L, 2L, 7L, 3L, 8L, 4L, 8L)))
                .isInstanceOf(Split.class);
    }

    @Test
    void learnersAreComparedButHaveNoSay() {
        assertThat(Agreement.judge(Set.of(1L), Set.of(2L, 3L), Map.of(1L, 7L, 2L, 8L, 3L, 8L)))
                .isEqualTo(new Differing(Set.of(1L), Set.of(2L, 3L)));
        assertThat(Agreement.judge(Set.of(1L, 2L, 3L), Set.of(4L), Map.of(1L, 7L, 2L, 8L, 4L, 8L)))
                .isInstanceOf(Undecided.class);
    }

    @Test
    void whoeverIsToBeRebuiltFacesAMajorityOfTheVotersThatAgree() {
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            var voters = new HashSet<Long>();
            var learners = new HashSet<Long>();
            var values = new HashMap<Long, Long>();
            int size = 1 + random.nextInt(7);
            for (long member = 1; member <= size + 2; member++) {
                (member <= size ? voters : learners).add(member);
                if (random.nextInt(4) > 0) {
                    values.put(member, (long) random.nextInt(3));
                }
            }
            switch (Agreement.judge(voters, learners, values)) {
                case Same same -> assertThat(Set.copyOf(values.values())).hasSizeLessThan(2);
                case Differing(Set<Long> sound, Set<Long> differing) -> {
                    assertThat(sound.stream().map(values::get).distinct()).hasSize(1);
                    assertThat(sound.stream().filter(voters::contains).count()).isGreaterThan(size / 2);
                    assertThat(differing).isNotEmpty().doesNotContainAnyElementsOf(sound);
                    assertThat(values.keySet()).containsAll(differing);
                }
                case Undecided undecided -> assertThat(undecided.silent()).isNotEmpty();
                case Split split ->
                    assertThat(split.groups())
                            .allSatisfy(group -> assertThat(
                                            List.copyOf(group).stream().filter(voters::contains))
                                    .hasSizeLessThanOrEqualTo(size / 2));
            }
        }
    }
}
