package io.jukung.chaos.check.lock;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who held which lock when: {@code :acquire} and {@code :release} with the lock's name, or a map with it under {@code :lock}.
 * A lock is held from the end of the acquire to the begin of its process's next release. That two hold one at once is expected
 * of any lock in an asynchronous network, so it is counted only, unless it is said to be required not to be.
 */
public final class MutualExclusion implements Checker {

    private final boolean required;

    /** With {@code required} whether an overlap is a violation: right only where nothing pauses and no clock drifts. */
    public MutualExclusion(boolean required) {
        this.required = required;
    }

    private record Held(Edn lock, int process, long op, long from, long to) {
        String said() {
            return "process %d held %s from %s (op %d) to %s"
                    .formatted(process, Prose.of(lock), Prose.time(from), op, Prose.time(to));
        }
    }

    private record Holder(int process, Edn lock) {}

    @Override
    public String name() {
        return "mutual-exclusion";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var all = held(evidence);
        long overlaps = 0;
        for (var held : all.values()) {
            held.sort(Comparator.comparingLong(Held::from));
            Held last = null;
            for (var next : held) {
                if (last != null && next.from() < last.to()) {
                    overlaps++;
                    var said = last.said() + "\n" + next.said();
                    if (required) {
                        findings.violation("held by two", said, last.op(), next.op());
                    } else if (overlaps == 1) {
                        findings.fact("first overlap", said);
                    }
                }
                last = last == null || next.to() > last.to() ? next : last;
            }
        }
        findings.fact("times held", all.values().stream().mapToLong(List::size).sum());
        findings.fact("overlaps", overlaps);
        return findings.verdict();
    }

    private static Map<Edn, List<Held>> held(Evidence evidence) {
        var all = new LinkedHashMap<Edn, List<Held>>();
        var open = new HashMap<Holder, Held>();
        for (var pair : evidence.history().pairs()) {
            var holder = new Holder(pair.begin().process(), lock(pair.begin().value()));
            if (pair.begin().f().equals("acquire") && pair.phase() == Phase.OK) {
                var end = pair.end().orElseThrow();
                open.put(holder, new Held(holder.lock(), holder.process(), end.index(), end.nanos(), Long.MAX_VALUE));
            } else if (pair.begin().f().equals("release")) {
                var held = open.remove(holder);
                if (held != null) {
                    all.computeIfAbsent(holder.lock(), lock -> new ArrayList<>())
                            .add(new Held(
                                    held.lock(),
                                    held.process(),
                                    held.op(),
                                    held.from(),
                                    pair.begin().nanos()));
                }
            }
        }
        // One that was never released, as of a holder that crashed, held it for a moment at least.
        open.values()
                .forEach(held -> all.computeIfAbsent(held.lock(), lock -> new ArrayList<>())
                        .add(new Held(held.lock(), held.process(), held.op(), held.from(), held.from())));
        return all;
    }

    private static Edn lock(Edn value) {
        return value instanceof Edn.Dict dict ? dict.get("lock") : value;
    }
}
