package io.jukung.chaos.run;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** That a healed cluster comes back to work in time, all of it, and then rests. */
final class Liveness {

    private final List<Violation> violations = new ArrayList<>();
    private final SortedMap<String, String> facts = new TreeMap<>();
    private boolean judged;

    void fact(String name, String value) {
        facts.put(name, value);
        judged = true;
    }

    void violation(String rule, String explanation) {
        violations.add(new Violation(rule, explanation, List.of()));
    }

    Verdict verdict() {
        var validity = !violations.isEmpty() ? Validity.INVALID : judged ? Validity.VALID : Validity.UNKNOWN;
        return new Verdict("liveness", validity, violations, facts);
    }
}
