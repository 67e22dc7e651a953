package io.jukung.store.integrity;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is right when members' states are compared: what the majority of the voters has. Not of those that answered: a
 * minority that differs must not win because others are silent, and one that is silent may be of a release that cannot
 * answer yet.
 */
public final class Agreement {

    private Agreement() {}

    /** What a comparison says. */
    public sealed interface Verdict {}

    /**
     * All that are known have the same.
     *
     * @param silent who is not known
     */
    public record Same(Set<Long> silent) implements Verdict {

        public Same {
            silent = Set.copyOf(silent);
        }
    }

    /**
     * The majority has the same, others have something else: those are wrong.
     *
     * @param sound a majority of the voters, and whoever has the same
     */
    public record Differing(Set<Long> sound, Set<Long> differing) implements Verdict {

        public Differing {
            sound = Set.copyOf(sound);
            differing = Set.copyOf(differing);
        }
    }

    /**
     * Members differ, and it is up to the silent ones who is right.
     *
     * @param groups who has the same, largest first
     */
    public record Undecided(List<Set<Long>> groups, Set<Long> silent) implements Verdict {

        public Undecided {
            groups = List.copyOf(groups);
            silent = Set.copyOf(silent);
        }
    }

    /**
     * Members differ, and no majority can have the same: nobody can tell what is right.
     *
     * @param groups who has the same, largest first
     */
    public record Split(List<Set<Long>> groups) implements Verdict {

        public Split {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Judges values of the same moment.
     *
     * @param voters at least one
     * @param learners are compared too, but have no say
     * @param values of those that are known
     */
    public static Verdict judge(Set<Long> voters, Set<Long> learners, Map<Long, Long> values) {
        Map<Long, Set<Long>> byValue = new HashMap<>();
        Set<Long> silent = new TreeSet<>();
        for (Set<Long> some : List.of(voters, learners)) {
            for (Long member : some) {
                Long value = values.get(member);
                if (value == null) {
                    silent.add(member);
                } else {
                    byValue.computeIfAbsent(value, none -> new TreeSet<>()).add(member);
                }
            }
        }
        if (byValue.size() <= 1) {
            return new Same(silent);
        }
        List<Set<Long>> groups = byValue.values().stream()
                .sorted((one, other) -> Long.compare(votes(other, voters), votes(one, voters)))
                .toList();
        Set<Long> largest = groups.getFirst();
        if (isMajority(votes(largest, voters), voters)) {
            Set<Long> differing = new HashSet<>();
            groups.stream().skip(1).forEach(differing::addAll);
            return new Differing(largest, differing);
        }
        return isMajority(votes(largest, voters) + votes(silent, voters), voters)
                ? new Undecided(groups, silent)
                : new Split(groups);
    }

    private static long votes(Collection<Long> members, Set<Long> voters) {
        return members.stream().filter(voters::contains).count();
    }

    private static boolean isMajority(long votes, Set<Long> voters) {
        return votes > voters.size() / 2;
    }
}
