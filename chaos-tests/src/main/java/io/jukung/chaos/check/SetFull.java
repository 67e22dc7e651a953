package io.jukung.chaos.check;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set that only grows, as Jepsen's {@code set-full}: {@code :add v}, and {@code :read} of a vector of all. An element is
 * known once its add was acknowledged or a read had it; each read that begins later must have it.
 */
public final class SetFull implements Checker {

    private record Read(long op, long begun, long ended, List<Edn> elements) {
        private Read {
            elements = List.copyOf(elements);
        }
    }

    /** With {@code nanos} from when on it is known, and {@code why}. */
    private record Known(long nanos, long op, String why) {}

    @Override
    public String name() {
        return "set-full";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var adds = adds(evidence.history());
        var reads = reads(evidence.history());
        var known = known(adds, reads);
        reads.forEach(read -> contents(read, adds, findings));
        var sets = reads.stream().map(read -> new HashSet<>(read.elements())).toList();
        long lost = 0;
        long stale = 0;
        for (var element : known.entrySet()) {
            var since = element.getValue();
            int lastWithout = -1;
            int lastWith = -1;
            for (int i = 0; i < reads.size(); i++) {
                if (sets.get(i).contains(element.getKey())) {
                    lastWith = i;
                } else if (reads.get(i).begun() > since.nanos()) {
                    lastWithout = i;
                }
            }
            if (lastWithout < 0) {
                continue;
            }
            boolean gone = lastWith < 0
                    || reads.get(lastWith).begun() < reads.get(lastWithout).begun();
            lost += gone ? 1 : 0;
            stale += gone ? 0 : 1;
            var read = reads.get(lastWithout);
            findings.violation(
                    gone ? "lost element" : "stale read",
                    "%s is known since %s: %s. The read of op %d, begun %s, is without it; %s."
                            .formatted(
                                    Prose.of(element.getKey()),
                                    Prose.time(since.nanos()),
                                    since.why(),
                                    read.op(),
                                    Prose.time(read.begun()),
                                    gone ? "no later one has it" : "a later one has it"),
                    since.op(),
                    read.op());
        }
        findings.fact("adds", adds.size());
        findings.fact("elements known", known.size());
        findings.fact("reads", reads.size());
        findings.fact("lost", lost);
        findings.fact("stale", stale);
        long added = adds.values().stream()
                .flatMap(List::stream)
                .filter(pair -> pair.phase() == Phase.OK)
                .flatMap(pair -> pair.end().stream())
                .mapToLong(Op::nanos)
                .max()
                .orElse(0);
        if (reads.stream().noneMatch(last -> last.begun() > added)) {
            findings.unknown("no read began after the last add was done");
        }
        return findings.verdict();
    }

    private static Map<Edn, List<History.Pair>> adds(History history) {
        var adds = new LinkedHashMap<Edn, List<History.Pair>>();
        history.pairs().stream()
                .filter(pair -> pair.begin().f().equals("add"))
                .forEach(pair -> adds.computeIfAbsent(pair.begin().value(), value -> new ArrayList<>())
                        .add(pair));
        return adds;
    }

    private static List<Read> reads(History history) {
        return history.pairs().stream()
                .filter(pair -> pair.begin().f().equals("read") && pair.phase() == Phase.OK)
                .map(pair -> read(pair.begin(), pair.end().orElseThrow()))
                .sorted(Comparator.comparingLong(Read::begun))
                .toList();
    }

    private static Read read(Op begin, Op end) {
        return new Read(end.index(), begin.nanos(), end.nanos(), elements(end.value()));
    }

    private static List<Edn> elements(Edn value) {
        return switch (value) {
            case Edn.Vector(var elements) -> elements;
            case Edn.Nil nil -> List.of();
            default -> throw new IllegalArgumentException("read: expected a vector, not " + Prose.of(value));
        };
    }

    private static Map<Edn, Known> known(Map<Edn, List<History.Pair>> adds, List<Read> reads) {
        var known = new HashMap<Edn, Known>();
        adds.forEach((value, pairs) -> pairs.stream()
                .filter(pair -> pair.phase() == Phase.OK)
                .flatMap(pair -> pair.end().stream())
                .forEach(end -> earlier(
                        known,
                        value,
                        new Known(end.nanos(), end.index(), "its add, op " + end.index() + ", was done"))));
        reads.forEach(read -> read.elements()
                .forEach(value -> earlier(
                        known, value, new Known(read.ended(), read.op(), "the read of op " + read.op() + " had it"))));
        return known;
    }

    private static void earlier(Map<Edn, Known> known, Edn value, Known since) {
        known.merge(value, since, (a, b) -> a.nanos() <= b.nanos() ? a : b);
    }

    private static void contents(Read read, Map<Edn, List<History.Pair>> adds, Findings findings) {
        var seen = new HashSet<Edn>();
        for (var element : read.elements()) {
            if (!seen.add(element)) {
                findings.violation(
                        "duplicated element",
                        "The read of op " + read.op() + " has " + Prose.of(element) + " more than once.",
                        read.op());
            }
            var by = adds.getOrDefault(element, List.of());
            if (by.stream().allMatch(pair -> pair.phase() == Phase.FAIL)) {
                findings.violation(
                        "unexpected element",
                        "The read of op %d has %s, which %s."
                                .formatted(
                                        read.op(),
                                        Prose.of(element),
                                        by.isEmpty() ? "nobody added" : "was added by none but ones that failed"),
                        read.op());
            }
        }
    }
}
