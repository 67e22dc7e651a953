package io.jukung.chaos.zoo;

import java.util.List;

/**
 * A classic bug, as a change of the product's classes.
 *
 * @param name as {@code local-reads}
 * @param description what the product does with it
 * @param breaks which promise that is not kept
 */
public record Bug(String name, String description, String breaks, List<Transformation> transformations, Hunt hunt) {

    public Bug {
        transformations = List.copyOf(transformations);
        if (!name.matches("[a-z]+(-[a-z]+)*")) {
            throw new IllegalArgumentException("name: \"" + name + "\", expected words joined by -");
        }
        if (transformations.isEmpty()) {
            throw new IllegalArgumentException(name + ": a bug changes something");
        }
    }

    /**
     * The run that is to find it.
     *
     * @param workload its name
     * @param nemeses their names; none: it shows without any fault
     * @param flags of the members, of etcd's kind, besides the usual ones: they make the situation frequent that it shows in
     * @param rule the checkers' name of what is expected to be broken; another one that is found counts as well
     * @param seconds within which it is to be found
     */
    public record Hunt(String workload, List<String> nemeses, List<String> flags, String rule, int seconds) {

        public Hunt {
            nemeses = List.copyOf(nemeses);
            flags = List.copyOf(flags);
            if (seconds < 1) {
                throw new IllegalArgumentException("seconds: " + seconds + ", expected at least 1");
            }
        }

        /** By a workload, with faults of these kinds. */
        public static Hunt by(String workload, String... nemeses) {
            return new Hunt(workload, List.of(nemeses), List.of(), "", 60);
        }

        /** The same, with further flags for the members. */
        public Hunt with(String... moreFlags) {
            return new Hunt(workload, nemeses, List.of(moreFlags), rule, seconds);
        }

        /** The same, and what will be found, within how long. */
        public Hunt finds(String brokenRule, int within) {
            return new Hunt(workload, nemeses, flags, brokenRule, within);
        }
    }
}
