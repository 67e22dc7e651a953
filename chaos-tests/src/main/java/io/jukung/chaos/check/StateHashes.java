package io.jukung.chaos.check;

import java.util.Map;
import java.util.TreeMap;

/** All members end with the same data: the same hash at the same revision, compacted to the same one. */
public final class StateHashes implements Checker {

    @Override
    public String name() {
        return "state-hashes";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        judge(evidence.finalStates(), findings);
        return findings.verdict();
    }

    /** Adds what is wrong with final states; that it cannot be judged if there are fewer than one. */
    public static void judge(Map<String, Evidence.FinalState> states, Findings findings) {
        findings.fact("members asked for their state", states.size());
        if (states.isEmpty()) {
            findings.unknown("no member's final state is known");
            return;
        }
        var sorted = new TreeMap<>(states);
        var first = sorted.firstEntry();
        for (var other : sorted.tailMap(first.getKey(), false).entrySet()) {
            var one = first.getValue();
            var two = other.getValue();
            if (one.revision() != two.revision()) {
                findings.violation(
                        "members at different revisions",
                        "%s: %s%n%s: %s".formatted(first.getKey(), one, other.getKey(), two));
            } else if (one.compactRevision() == two.compactRevision() && one.hash() != two.hash()) {
                findings.violation(
                        "members with different data",
                        "At revision %d, compacted to %d, the hash of %s is %d, that of %s is %d."
                                .formatted(
                                        one.revision(),
                                        one.compactRevision(),
                                        first.getKey(),
                                        one.hash(),
                                        other.getKey(),
                                        two.hash()));
            } else if (one.compactRevision() != two.compactRevision()) {
                findings.violation(
                        "members compacted differently",
                        "%s: %s%n%s: %s".formatted(first.getKey(), one, other.getKey(), two));
            }
        }
    }
}
