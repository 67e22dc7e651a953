package io.jukung.store.member;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.mvcc.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What {@code strict-reconfig-check} refuses, with etcd's rules: a change after which those members that have ever
 * started, or those that answer now, would be no majority. (etcd asks who has been connected for five seconds; here it
 * counts who answers when the change is asked for.)
 */
final class ReconfigurationRules {

    /** Of the leader's log a learner must have to be promoted. */
    private static final double READY = 0.9;

    private ReconfigurationRules() {}

    /** Why a voter or learner may not be added; empty: it may. */
    static Optional<Rejection> add(ClusterInfo cluster, boolean learner, LongPredicate answers) {
        var voters = cluster.voters();
        if (!learner && !enoughStartedToAdd(voters)) {
            return Optional.of(Rejection.NOT_ENOUGH_STARTED);
        }
        return voters.stream().allMatch(voter -> answers.test(voter.id()))
                ? Optional.empty()
                : Optional.of(Rejection.UNHEALTHY);
    }

    private static boolean enoughStartedToAdd(List<ClusterMember> voters) {
        long started = voters.stream().filter(ClusterMember::started).count();
        // One that has lost all others may get them back.
        return (voters.size() == 1 && started == 1) || started >= majority(voters.size() + 1);
    }

    /**
     * Why a member may not be removed.
     *
     * @param self the leader's id
     */
    static Optional<Rejection> remove(ClusterInfo cluster, long id, long self, LongPredicate answers) {
        if (cluster.isLearner(id)) {
            return Optional.empty();
        }
        var voters = cluster.voters();
        var left = voters.stream().filter(voter -> voter.id() != id).toList();
        if (left.stream().filter(ClusterMember::started).count() < majority(left.size())) {
            return Optional.of(Rejection.NOT_ENOUGH_STARTED);
        }
        if (id != self && !answers.test(id)) {
            return Optional.empty(); // it is no part of what works now
        }
        long active = voters.stream().filter(voter -> answers.test(voter.id())).count();
        return active - 1 < majority(voters.size() - 1) ? Optional.of(Rejection.UNHEALTHY) : Optional.empty();
    }

    /**
     * Why a member may not be promoted. Whether it is a learner at all is looked at when the change is applied.
     *
     * @param strict whether a majority of the members must have started
     * @param has the last entry the member has
     * @param leaderHas the last entry of the leader
     */
    static Optional<Rejection> promote(ClusterInfo cluster, long id, boolean strict, long has, long leaderHas) {
        if (!cluster.isLearner(id)) {
            return Optional.empty();
        }
        if (has < leaderHas * READY) {
            return Optional.of(Rejection.LEARNER_NOT_READY);
        }
        var voters = cluster.voters();
        long started = 1 + voters.stream().filter(ClusterMember::started).count();
        return strict && started < majority(voters.size() + 1)
                ? Optional.of(Rejection.NOT_ENOUGH_STARTED)
                : Optional.empty();
    }

    private static int majority(int voters) {
        return voters / 2 + 1;
    }
}
