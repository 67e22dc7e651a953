package io.jukung.chaos.run;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a run had a chance to find anything: enough operations succeeded, faults were done, and every required situation
 * came up. Where not it is unknown, never valid, whatever the checkers say.
 */
final class Vacuity {

    static final String NAME = "not-vacuous";

    /** What was tried so often ought to succeed once. */
    private static final int TRIES = 20;

    private Vacuity() {}

    /**
     * Judges a run.
     *
     * @param least how many operations must have been ok
     * @param faults whether any were to be done
     */
    static Verdict judge(
            History history, SortedMap<String, Long> situations, Set<String> required, long least, boolean faults) {
        var missing = new ArrayList<Violation>();
        long ok = history.ops().stream()
                .filter(op -> op.isClient() && op.phase() == Phase.OK)
                .count();
        long all = history.ops().stream()
                .filter(op -> op.isClient() && op.phase() == Phase.INVOKE)
                .count();
        long done = history.faults()
                .filter(op -> op.error() == null && !op.f().equals(Op.HEAL))
                .count();
        if (ok < least) {
            missing.add(new Violation(
                    "too few operations", ok + " of " + all + " were ok, expected at least " + least, List.of()));
        }
        tries(history).forEach((f, count) -> {
            if (count[1] == 0 && count[0] >= TRIES) {
                missing.add(new Violation(
                        "never succeeded", "none of " + count[0] + " operations :" + f + " was ok", List.of()));
            }
        });
        if (faults && done == 0) {
            missing.add(new Violation("no fault", "the nemesis did nothing", List.of()));
        }
        for (var name : required) {
            if (situations.getOrDefault(name, 0L) == 0) {
                missing.add(new Violation("never came up", name, List.of()));
            }
        }
        var facts = new TreeMap<String, String>();
        facts.put("operations ok", ok + " of " + all);
        facts.put("events of faults", Long.toString(done));
        facts.put("situations required", Integer.toString(required.size()));
        return new Verdict(NAME, missing.isEmpty() ? Validity.VALID : Validity.UNKNOWN, missing, facts);
    }

    /** By {@code f} how often it was begun, and how often it was ok. */
    private static SortedMap<String, long[]> tries(History history) {
        var tries = new TreeMap<String, long[]>();
        for (var op : history.ops()) {
            if (op.isClient()) {
                var count = tries.computeIfAbsent(op.f(), _ -> new long[2]);
                count[0] += op.phase() == Phase.INVOKE ? 1 : 0;
                count[1] += op.phase() == Phase.OK ? 1 : 0;
            }
        }
        return tries;
    }
}
