package io.jukung.store.member;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.replication.Configuration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * The next step from the configuration of the log to the one the members ask for. One voter changes at a time: of two
 * such configurations any two majorities meet.
 */
sealed interface ConfigurationStep {

    /** The log's configuration is to become this. */
    record Change(Set<Long> voters, Set<Long> learners) implements ConfigurationStep {}

    /** This member leads and is to go: another leads from now on, and removes it. */
    record HandOver(long to) implements ConfigurationStep {}

    /** Members whose readiness decides on the next step. */
    static Set<Long> candidates(ClusterInfo members, Configuration current) {
        return members.list().stream()
                .filter(member -> !isAt(member, current))
                .map(ClusterMember::id)
                .collect(Collectors.toSet());
    }

    private static boolean isAt(ClusterMember member, Configuration current) {
        return (member.learner() ? current.learners() : current.voters()).contains(member.id());
    }

    /**
     * The step to take on the leader now; empty if there is none, or none yet.
     *
     * @param ready whether a member that is to join or to be promoted answers and, if it is a learner, has the log
     * @param handover whom leadership may be given to
     */
    static Optional<ConfigurationStep> next(
            ClusterInfo members, Configuration current, long self, LongPredicate ready, LongPredicate handover) {
        if (!members.founded() || current.changing()) {
            return Optional.empty();
        }
        for (long learner : current.learners()) {
            if (!members.members().containsKey(learner)) {
                return Optional.of(new Change(current.voters(), without(current.learners(), learner)));
            }
        }
        for (long voter : current.voters()) {
            if (voter != self && !members.members().containsKey(voter)) {
                return Optional.of(new Change(without(current.voters(), voter), current.learners()));
            }
        }
        if (!members.members().containsKey(self)) {
            return members.voters().stream()
                    .map(ClusterMember::id)
                    .filter(voter -> current.voters().contains(voter) && handover.test(voter))
                    .findFirst()
                    .map(HandOver::new);
        }
        for (var member : members.list()) {
            long id = member.id();
            if (isAt(member, current) || !ready.test(id)) {
                continue;
            }
            return Optional.of(
                    member.learner()
                            ? new Change(current.voters(), with(current.learners(), id))
                            : new Change(with(current.voters(), id), without(current.learners(), id)));
        }
        return Optional.empty();
    }

    private static Set<Long> with(Set<Long> ids, long id) {
        var changed = new HashSet<>(ids);
        changed.add(id);
        return changed;
    }

    private static Set<Long> without(Set<Long> ids, long id) {
        var changed = new HashSet<>(ids);
        changed.remove(id);
        return changed;
    }
}
