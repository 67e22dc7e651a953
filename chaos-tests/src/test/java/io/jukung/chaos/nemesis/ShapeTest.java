package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.nemesis.Shape.Cut;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShapeTest {

    private static final List<String> THREE = List.of("n1", "n2", "n3");
    private static final List<String> FIVE = List.of("n1", "n2", "n3", "n4", "n5");

    @ParameterizedTest
    @EnumSource(Shape.class)
    void theSamePickCutsTheSame(Shape shape) {
        for (long pick = 0; pick < 50; pick++) {
            assertThat(shape.of(FIVE, Optional.empty(), pick)).isEqualTo(shape.of(FIVE, Optional.empty(), pick));
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void somethingIsCutAndNobodyFromItself(Shape shape) {
        for (long pick = 0; pick < 50; pick++) {
            var partition = shape.of(FIVE, Optional.of("n2"), pick);
            assertThat(partition.cuts().size() + partition.clients().size()).isPositive();
            assertThat(partition.cuts())
                    .allSatisfy(cut -> assertThat(cut.from()).isNotEqualTo(cut.to()));
        }
    }

    @Test
    void halvesAreAMajorityAndTheRest() {
        var seen = new HashSet<Set<String>>();
        for (long pick = 0; pick < 100; pick++) {
            var cuts = Shape.HALVES.of(FIVE, Optional.empty(), pick).cuts();
            var two = FIVE.stream()
                    .filter(member -> heard(cuts, FIVE, member).size() == 2)
                    .collect(Collectors.toSet());
            assertThat(two).hasSize(2);
            assertThat(cuts).hasSize(12).allMatch(cut -> cuts.contains(new Cut(cut.to(), cut.from())));
            seen.add(two);
        }
        assertThat(seen).hasSizeGreaterThan(5);
    }

    @Test
    void onTheRingEachHearsAMajorityAndNoTwoTheSame() {
        for (var members : List.of(THREE, FIVE)) {
            var cuts = Shape.RING.of(members, Optional.empty(), 7).cuts();
            var sets =
                    members.stream().map(member -> heard(cuts, members, member)).toList();
            assertThat(sets).allSatisfy(set -> assertThat(set).hasSize(Whom.majority(members.size())));
            assertThat(new HashSet<>(sets)).hasSize(members.size());
        }
    }

    @Test
    void theLeaderIsAloneBothWays() {
        assertThat(Shape.LEADER.of(THREE, Optional.of("n2"), 3).cuts())
                .containsExactlyInAnyOrder(
                        new Cut("n2", "n1"), new Cut("n2", "n3"), new Cut("n1", "n2"), new Cut("n3", "n2"));
    }

    @Test
    void oneWayIsOneWay() {
        var mute = Shape.MUTE.of(THREE, Optional.empty(), 5).cuts();
        assertThat(mute).hasSize(2);
        assertThat(mute.stream().map(Cut::from).distinct()).hasSize(1);
        var deaf = Shape.DEAF.of(THREE, Optional.empty(), 5).cuts();
        assertThat(deaf).hasSize(2);
        assertThat(deaf.stream().map(Cut::to).distinct()).hasSize(1);
    }

    @Test
    void clientsAloneLeaveMembersTogether() {
        var partition = Shape.CLIENTS.of(THREE, Optional.empty(), 5);
        assertThat(partition.cuts()).isEmpty();
        assertThat(partition.clients()).hasSize(1);
    }

    private static Set<String> heard(Set<Cut> cuts, List<String> members, String by) {
        return members.stream()
                .filter(member -> !cuts.contains(new Cut(member, by)))
                .collect(Collectors.toSet());
    }

    @Test
    void againstAMemberCutsThatOneInTheDirectionsOfTheShape() {
        assertThat(Shape.DEAF.against("n2", THREE).cuts()).containsExactlyInAnyOrder(cut("n1", "n2"), cut("n3", "n2"));
        assertThat(Shape.MUTE.against("n2", THREE).cuts()).containsExactlyInAnyOrder(cut("n2", "n1"), cut("n2", "n3"));
        assertThat(Shape.LEADER.against("n2", THREE))
                .isEqualTo(Shape.LEADER.of(THREE, Optional.of("n2"), 3))
                .satisfies(partition -> assertThat(partition.cuts()).hasSize(4));
        assertThatThrownBy(() -> Shape.RING.against("n2", THREE)).hasMessageContaining("RING");
    }

    private static Cut cut(String from, String to) {
        return new Cut(from, to);
    }
}
