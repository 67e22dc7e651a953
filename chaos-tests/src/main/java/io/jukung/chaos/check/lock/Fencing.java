package io.jukung.chaos.check.lock;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Phase;

/**
 * Writes that bear a fence: once one was accepted, none with a lower fence is. Operations {@code f} with a map that has
 * {@code :fence} (a number that grows with each holder, as the lock key's create_revision) and, where there are several things
 * protected, {@code :lock}. Their order is that of their revisions; where one has none, that of the clock.
 */
public final class Fencing implements Checker {

    private final String f;

    /** With {@code f} the operation, as {@code write}. */
    public Fencing(String f) {
        this.f = f;
    }

    @Override
    public String name() {
        return "fencing";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var effects = Effect.of(evidence.history(), f, "lock", "fence");
        findings.fact("accepted writes", effects.size());
        findings.fact(
                "refused writes",
                evidence.history().pairs().stream()
                        .filter(pair -> pair.begin().f().equals(f))
                        .map(History.Pair::phase)
                        .filter(phase -> phase == Phase.FAIL)
                        .count());
        Effect.regressions(
                effects,
                (newer, older) -> findings.violation(
                        "older fence accepted",
                        "%s%nand after it%n%s".formatted(newer.said(), older.said()),
                        newer.op(),
                        older.op()));
        return findings.verdict();
    }
}
