package io.jukung.chaos.sim;

import java.util.List;
import java.util.Optional;

/**
 * One seed's run.
 *
 * @param plan what the seed chose, for people
 * @param traceHash equal for equal runs
 * @param events that were simulated
 * @param virtualNanos that passed
 */
public record SeedResult(
        long seed,
        String plan,
        long traceHash,
        long events,
        long virtualNanos,
        Situations situations,
        Optional<Failure> failure) {

    /**
     * What did not hold.
     *
     * @param trace the last events, oldest first; of the smallest plan if one was found
     * @param smallestPlan with which the same seed still fails
     */
    public record Failure(String invariant, String explanation, List<String> trace, String smallestPlan) {
        public Failure {
            trace = List.copyOf(trace);
        }
    }

    /** For people: seed, configuration, invariant and the last events. */
    public String report() {
        var text = new StringBuilder();
        failure.ifPresentOrElse(
                found -> {
                    text.append("seed ")
                            .append(seed)
                            .append(" breaks \"")
                            .append(found.invariant)
                            .append("\"\n");
                    text.append("  ")
                            .append(found.explanation.strip().replace("\n", "\n  "))
                            .append('\n');
                    text.append("  plan:     ").append(plan).append('\n');
                    text.append("  smallest: ").append(found.smallestPlan).append('\n');
                    text.append("  last events (virtual seconds):\n");
                    found.trace.forEach(
                            line -> text.append("    ").append(line.strip()).append('\n'));
                },
                () -> text.append("seed ")
                        .append(seed)
                        .append(" holds: ")
                        .append(plan)
                        .append('\n'));
        return text.toString();
    }
}
