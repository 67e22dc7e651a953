package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.history.History;

/** A checker that sees the operations of some workers only, and all faults; the other evidence is the whole run's. */
record OfWorkers(String part, Checker checker, int first, int workers, int total) implements Checker {

    @Override
    public String name() {
        return part + " " + checker.name();
    }

    @Override
    public Verdict check(Evidence evidence) {
        var some = new History(evidence.history().ops().stream()
                .filter(op ->
                        !op.isClient() || (op.process() % total >= first && op.process() % total < first + workers))
                .toList());
        var verdict = checker.check(new Evidence(some, evidence.events(), evidence.finalStates(), evidence.logs()));
        return new Verdict(name(), verdict.validity(), verdict.violations(), verdict.facts());
    }
}
