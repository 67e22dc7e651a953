package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.ClusterVersion;
import io.jukung.store.mvcc.Rejection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clusters are written as a letter a member, the first the leader: V a voter that answers, D one that does not, U one
 * that never started, L a learner.
 */
class ReconfigurationRulesTest {

    private record Cluster(ClusterInfo members, Set<Long> answering) {

        static Cluster of(String letters) {
            Map<Long, ClusterMember> members = new HashMap<>();
            Set<Long> answering = new HashSet<>();
            for (int i = 0; i < letters.length(); i++) {
                long id = i + 1L;
                char letter = letters.charAt(i);
                members.put(
                        id,
                        new ClusterMember(
                                id, letter == 'U' ? "" : "m" + id, List.of("http://p" + id), List.of(), letter == 'L'));
                if (letter == 'V' || letter == 'L') {
                    answering.add(id);
                }
            }
            return new Cluster(new ClusterInfo(1, ClusterVersion.UNKNOWN, true, members, Set.of()), answering);
        }
    }

    private static Optional<Rejection> reason(@Nullable String name) {
        return Optional.ofNullable(name).map(Rejection::valueOf);
    }

    @ParameterizedTest
    @CsvSource({
        "V, false,",
        "VV, false,",
        "VVV, false,",
        "VVL, false,",
        // One that has not started at a time, and from two on not even that beside few that have.
        "VU, false, NOT_ENOUGH_STARTED",
        "VVU, false, NOT_ENOUGH_STARTED",
        "VVVU, false, UNHEALTHY",
        "VVUU, false, NOT_ENOUGH_STARTED",
        "VD, false, UNHEALTHY",
        "VVD, false, UNHEALTHY",
        "VVVD, false, UNHEALTHY",
        "V, true,",
        "VVV, true,",
        "VU, true, UNHEALTHY",
        "VVD, true, UNHEALTHY",
    })
    void adding(String cluster, boolean learner, @Nullable String refusal) {
        var now = Cluster.of(cluster);
        assertThat(ReconfigurationRules.add(now.members(), learner, now.answering()::contains))
                .isEqualTo(reason(refusal));
    }

    @ParameterizedTest
    @CsvSource({
        "V, 1, NOT_ENOUGH_STARTED",
        "VV, 1,",
        "VV, 2,",
        "VU, 1, NOT_ENOUGH_STARTED",
        "VU, 2,",
        "VVV, 1,",
        "VVV, 2,",
        // The dead one may go, nobody else.
        "VVD, 3,",
        "VVD, 2, UNHEALTHY",
        "VVD, 1, UNHEALTHY",
        "VVU, 3,",
        "VVU, 2, NOT_ENOUGH_STARTED",
        "VVVD, 2,",
        "VVVDD, 2, UNHEALTHY",
        "VVVDD, 4,",
        "VVL, 3,",
        "VDL, 3,",
        "VVV, 99,",
    })
    void removing(String cluster, long id, @Nullable String refusal) {
        var now = Cluster.of(cluster);
        assertThat(ReconfigurationRules.remove(now.members(), id, 1, now.answering()::contains))
                .isEqualTo(reason(refusal));
    }

    @ParameterizedTest
    @CsvSource({
        "VL, 2, 90, 100,",
        "VL, 2, 89, 100, LEARNER_NOT_READY",
        "VL, 2, -1, 100, LEARNER_NOT_READY",
        "VL, 2, 100, 100,",
        "VUUL, 4, 100, 100, NOT_ENOUGH_STARTED",
        "VUL, 3, 100, 100,",
        // What is no learner is refused when the change is applied.
        "VL, 1, 0, 100,",
        "VL, 99, 0, 100,",
    })
    void promoting(String cluster, long id, long has, long leaderHas, @Nullable String refusal) {
        assertThat(ReconfigurationRules.promote(Cluster.of(cluster).members(), id, true, has, leaderHas))
                .isEqualTo(reason(refusal));
    }

    @Test
    void withoutTheStrictCheckOnlyTheLogCounts() {
        var cluster = Cluster.of("VUUL").members();
        assertThat(ReconfigurationRules.promote(cluster, 4, false, 100, 100)).isEmpty();
        assertThat(ReconfigurationRules.promote(cluster, 4, false, 10, 100)).contains(Rejection.LEARNER_NOT_READY);
    }
}
