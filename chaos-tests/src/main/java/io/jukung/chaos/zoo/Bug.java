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

    /** What is to find it. */
    public sealed interface Hunt {

        /** The checkers' name of what is expected to be broken; another one that is found counts as well. */
        String rule();

        /** In one word, or a few. */
        String by();

        /** By a workload, with faults of these kinds. */
        static Run by(String workload, String... nemeses) {
            return new Run(workload, List.of(nemeses), List.of(), "", 60);
        }

        /** By a scenario, where none of the workloads does what the bug is about. */
        static Play scenario(String id) {
            return new Play(id, "");
        }
    }

    /**
     * A run of a workload.
     *
     * @param workload its name
     * @param nemeses their names; none: it shows without any fault
     * @param flags of the members, of etcd's kind, besides the usual ones: they make the situation frequent that it shows in
     * @param seconds within which it is to be found
     */
    public record Run(String workload, List<String> nemeses, List<String> flags, String rule, int seconds)
            implements Hunt {

        public Run {
            nemeses = List.copyOf(nemeses);
            flags = List.copyOf(flags);
            if (seconds < 1) {
                throw new IllegalArgumentException("seconds: " + seconds + ", expected at least 1");
            }
        }

        @Override
        public String by() {
            return workload;
        }

        /** The same, with further flags for the members. */
        public Run with(String... moreFlags) {
            return new Run(workload, nemeses, List.of(moreFlags), rule, seconds);
        }

        /** The same, and what will be found, within how long. */
        public Run finds(String brokenRule, int within) {
            return new Run(workload, nemeses, flags, brokenRule, within);
        }
    }

    /**
     * A scenario.
     *
     * @param scenario its id
     */
    public record Play(String scenario, String rule) implements Hunt {

        @Override
        public String by() {
            return "scenario " + scenario;
        }

        /** The same, and what will be found. */
        public Play finds(String brokenRule) {
            return new Play(scenario, brokenRule);
        }
    }
}
