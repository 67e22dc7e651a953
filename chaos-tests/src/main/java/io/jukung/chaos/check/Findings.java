package io.jukung.chaos.check;

import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a checker has found so far; becomes its verdict. Of each rule the first few violations are kept, all are counted. */
public final class Findings {

    private static final int KEPT_PER_RULE = 10;

    private final String checker;
    private final List<Violation> violations = new ArrayList<>();
    private final SortedMap<String, Long> broken = new TreeMap<>();
    private final SortedMap<String, String> facts = new TreeMap<>();
    private boolean unknown;

    public Findings(String checker) {
        this.checker = checker;
    }

    public void violation(String rule, String explanation, Long... ops) {
        violation(rule, explanation, List.of(ops));
    }

    public void violation(String rule, String explanation, List<Long> ops) {
        add(new Violation(rule, explanation, ops));
    }

    /** One that is about no operation, and could be seen from that moment of the run's clock on. */
    public void seen(String rule, String explanation, long nanos) {
        add(new Violation(rule, explanation, List.of(), OptionalLong.of(nanos)));
    }

    private void add(Violation violation) {
        if (broken.merge(violation.rule(), 1L, Long::sum) <= KEPT_PER_RULE) {
            violations.add(violation);
        }
    }

    public void fact(String name, long value) {
        facts.put(name, Long.toString(value));
    }

    public void fact(String name, String value) {
        facts.put(name, value);
    }

    /** Something could not be judged; a violation outweighs it. */
    public void unknown(String why) {
        unknown = true;
        facts.merge("not judged", why, (a, b) -> a.contains(b) ? a : a + "; " + b);
    }

    public Verdict verdict() {
        broken.forEach((rule, times) -> {
            if (times > KEPT_PER_RULE) {
                facts.put("violations of " + rule, times.toString());
            }
        });
        var validity = !violations.isEmpty() ? Validity.INVALID : unknown ? Validity.UNKNOWN : Validity.VALID;
        return new Verdict(checker, validity, violations, facts);
    }
}
