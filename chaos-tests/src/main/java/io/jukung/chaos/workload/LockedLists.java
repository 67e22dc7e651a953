package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * No element that was added under the lock is lost: every one is in the last read of the fenced list. Of the list that trusts
 * the lock alone the lost ones are counted, which is no fault of the store's.
 */
record LockedLists() implements Checker {

    @Override
    public String name() {
        return "locked-lists";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var facts = new TreeMap<String, String>();
        var violations = new ArrayList<Violation>();
        var pairs = evidence.history().pairs();
        var read = last(pairs, "read");
        var added = added(pairs, "add");
        facts.put("fenced elements added", Integer.toString(added.size()));
        for (var add : added) {
            if (!read.contains(element(add))) {
                violations.add(new Violation(
                        "lost update",
                        "the add of op " + add.index() + " was acknowledged under fence "
                                + ((Edn.Dict) add.value()).get("fence") + ", the last read is without its element",
                        List.of(add.index())));
            }
        }
        var trusting = added(pairs, "add-unfenced");
        var unfenced = last(pairs, "read-unfenced");
        facts.put("unfenced elements added", Integer.toString(trusting.size()));
        facts.put(
                "unfenced elements lost",
                Long.toString(trusting.stream()
                        .filter(add -> !unfenced.contains(element(add)))
                        .count()));
        boolean known = pairs.stream().anyMatch(pair -> pair.begin().f().equals("read") && pair.phase() == Phase.OK);
        var validity = !known ? Validity.UNKNOWN : violations.isEmpty() ? Validity.VALID : Validity.INVALID;
        return new Verdict(name(), validity, known ? violations : List.of(), facts);
    }

    private static List<Op> added(List<History.Pair> pairs, String f) {
        return pairs.stream()
                .filter(pair -> pair.begin().f().equals(f) && pair.phase() == Phase.OK)
                .map(pair -> pair.end().orElseThrow())
                .toList();
    }

    private static Edn element(Op add) {
        return ((Edn.Dict) add.value()).get("element");
    }

    private static Set<Edn> last(List<History.Pair> pairs, String f) {
        var reads = added(pairs, f);
        return reads.isEmpty()
                ? Set.of()
                : new HashSet<>(((Edn.Vector) reads.getLast().value()).elements());
    }
}
