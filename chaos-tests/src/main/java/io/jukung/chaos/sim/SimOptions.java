package io.jukung.chaos.sim;

/**
 * How a batch is run.
 *
 * @param traceLines of the last events that are kept of a failing run
 * @param shrinkRuns most runs to find a smaller failing configuration; 0: none
 * @param maxFailures after so many failing seeds a batch ends
 */
public record SimOptions(Scenario scenario, Flaw flaw, int traceLines, int shrinkRuns, int maxFailures) {

    /** In earnest. */
    public static SimOptions of(Scenario scenario) {
        return new SimOptions(scenario, Flaw.NONE, 120, 200, 3);
    }

    public SimOptions withFlaw(Flaw other) {
        return new SimOptions(scenario, other, traceLines, shrinkRuns, maxFailures);
    }

    public SimOptions withoutShrinking() {
        return new SimOptions(scenario, flaw, traceLines, 0, maxFailures);
    }
}
