package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.ClusterVersion;
import io.jukung.store.replication.Configuration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ConfigurationStepTest {

    private static ClusterInfo members(Set<Long> voters, Set<Long> learners) {
        Map<Long, ClusterMember> members = new HashMap<>();
        voters.forEach(id -> members.put(id, ClusterMember.added(id, List.of("http://p" + id), false)));
        learners.forEach(id -> members.put(id, ClusterMember.added(id, List.of("http://p" + id), true)));
        return new ClusterInfo(1, ClusterVersion.UNKNOWN, true, members, Set.of());
    }

    private static Configuration at(Set<Long> voters, Set<Long> learners) {
        return new Configuration(voters, Set.of(), learners);
    }

    private static Optional<ConfigurationStep> next(ClusterInfo members, Configuration now, Set<Long> ready) {
        return ConfigurationStep.next(members, now, 1, ready::contains, ready::contains);
    }

    @Test
    void nothingIsToBeDone() {
        var all = Set.of(1L, 2L);
        assertThat(next(members(all, Set.of(3L)), at(all, Set.of(3L)), all)).isEmpty();
        assertThat(ConfigurationStep.candidates(members(all, Set.of(3L)), at(all, Set.of(3L))))
                .isEmpty();
    }

    @Test
    void aNewMemberIsTakenInOnceItIsThere() {
        var wanted = members(Set.of(1L, 2L), Set.of());
        assertThat(next(wanted, at(Set.of(1L), Set.of()), Set.of())).isEmpty();
        assertThat(next(wanted, at(Set.of(1L), Set.of()), Set.of(2L)))
                .contains(new ConfigurationStep.Change(Set.of(1L, 2L), Set.of()));
        assertThat(ConfigurationStep.candidates(wanted, at(Set.of(1L), Set.of())))
                .containsExactly(2L);
    }

    @Test
    void aLearnerIsPromotedOnceItHasCaughtUp() {
        var wanted = members(Set.of(1L, 2L), Set.of());
        assertThat(next(wanted, at(Set.of(1L), Set.of(2L)), Set.of())).isEmpty();
        assertThat(next(wanted, at(Set.of(1L), Set.of(2L)), Set.of(2L)))
                .contains(new ConfigurationStep.Change(Set.of(1L, 2L), Set.of()));
    }

    @Test
    void aRemovedLeaderHandsOverWhenTheOthersAreDone() {
        var wanted = members(Set.of(2L, 3L), Set.of());
        var now = at(Set.of(1L, 2L, 3L, 4L), Set.of(5L));
        assertThat(next(wanted, now, Set.of(2L)))
                .contains(new ConfigurationStep.Change(Set.of(1L, 2L, 3L, 4L), Set.of()));
        assertThat(next(wanted, at(Set.of(1L, 2L, 3L, 4L), Set.of()), Set.of(3L)))
                .contains(new ConfigurationStep.Change(Set.of(1L, 2L, 3L), Set.of()));
        assertThat(next(wanted, at(Set.of(1L, 2L, 3L), Set.of()), Set.of(3L)))
                .contains(new ConfigurationStep.HandOver(3));
        assertThat(next(wanted, at(Set.of(1L, 2L, 3L), Set.of()), Set.of())).isEmpty();
    }

    @Test
    void whileAChangeIsUnderWayThereIsNoOther() {
        var wanted = members(Set.of(1L), Set.of());
        assertThat(next(wanted, new Configuration(Set.of(1L, 2L), Set.of(1L, 2L, 3L), Set.of()), Set.of(2L)))
                .isEmpty();
    }

    /** From any configuration to any list: one voter a step, every two neighbours share a majority, and it ends. */
    @RepeatedTest(200)
    void theConfigurationReachesTheListStepByStep(RepetitionInfo info) {
        var random = new Random(info.getCurrentRepetition());
        var wanted = members(random(random, true), Set.of(20L + random.nextInt(3)));
        var now = at(random(random, true), random(random, false));
        int steps = 0;
        for (var step = next(wanted, now, all()); step.isPresent(); step = next(wanted, now, all())) {
            assertThat(++steps).isLessThan(40);
            var change = (ConfigurationStep.Change) step.get();
            var differing = new HashSet<>(change.voters());
            differing.removeAll(now.voters());
            var gone = new HashSet<>(now.voters());
            gone.removeAll(change.voters());
            assertThat(differing.size() + gone.size()).isLessThanOrEqualTo(1);
            now = at(change.voters(), change.learners());
        }
        assertThat(now.voters()).isEqualTo(ids(wanted, false));
        assertThat(now.learners()).isEqualTo(ids(wanted, true));
    }

    private static Set<Long> all() {
        Set<Long> all = new HashSet<>();
        for (long id = 0; id < 30; id++) {
            all.add(id);
        }
        return all;
    }

    private static Set<Long> ids(ClusterInfo members, boolean learners) {
        Set<Long> ids = new HashSet<>();
        members.list().stream().filter(member -> member.learner() == learners).forEach(member -> ids.add(member.id()));
        return ids;
    }

    /** Some ids; voters are 1 and some of 2 to 9, learners some of 10 to 19. */
    private static Set<Long> random(Random random, boolean voters) {
        Set<Long> some = new HashSet<>();
        if (voters) {
            some.add(1L);
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            some.add((voters ? 2L : 10L) + random.nextInt(8));
        }
        return some;
    }
}
