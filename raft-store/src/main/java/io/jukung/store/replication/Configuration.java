package io.jukung.store.replication;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Who takes part in the log, by member id.
 *
 * @param voters a majority of them commits and elects
 * @param oldVoters while the voters change: those before, of whom a majority is needed too; else empty
 * @param learners get the log, without a vote
 */
public record Configuration(Set<Long> voters, Set<Long> oldVoters, Set<Long> learners) {

    public Configuration {
        voters = Set.copyOf(voters);
        oldVoters = Set.copyOf(oldVoters);
        learners = Set.copyOf(learners);
    }

    /** Whether it is one that is left again as soon as it is committed. */
    public boolean changing() {
        return !oldVoters.isEmpty();
    }

    public boolean contains(long member) {
        return voters.contains(member) || oldVoters.contains(member) || learners.contains(member);
    }

    /** Whether those agree who must for a commit or an election. */
    public boolean majority(Predicate<Long> agrees) {
        return majorityOf(voters, agrees) && (oldVoters.isEmpty() || majorityOf(oldVoters, agrees));
    }

    private static boolean majorityOf(Set<Long> members, Predicate<Long> agrees) {
        return members.stream().filter(agrees).count() > members.size() / 2;
    }
}
