package io.jukung.chaos.check;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checker says.
 *
 * @param facts counts and figures, by name: how much was looked at, so that an empty look shows
 */
public record Verdict(String checker, Validity validity, List<Violation> violations, SortedMap<String, String> facts) {

    public Verdict {
        violations = List.copyOf(violations);
        facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Jepsen's {@code :valid?}. */
    public enum Validity {
        VALID,
        INVALID,
        /** It could not be judged: evidence is missing or a search was given up. A run with one of these has not passed. */
        UNKNOWN
    }

    /**
     * A rule that was broken.
     *
     * @param rule short, as {@code stale read}
     * @param explanation the smallest set of facts from which a person sees that it is broken, several lines
     * @param ops indexes of the operations it is about
     * @param seen when it could first be seen, where no operation tells: nanoseconds of the run's clock
     */
    public record Violation(String rule, String explanation, List<Long> ops, OptionalLong seen) {
        public Violation {
            ops = List.copyOf(ops);
        }

        /** One whose operations tell when it could be seen, or of which nobody knows. */
        public Violation(String rule, String explanation, List<Long> ops) {
            this(rule, explanation, ops, OptionalLong.empty());
        }
    }
}
