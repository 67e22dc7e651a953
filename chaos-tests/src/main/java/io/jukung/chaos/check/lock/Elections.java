package io.jukung.chaos.check.lock;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaders and what they did: {@code :act} of {@code {:name :holder :generation}}, accepted side effects, and {@code :renew} of
 * the same. None is accepted with an older generation after a newer one; one generation has one holder; and nobody begins to
 * act later than the renew deadline after the begin of his last renewal that succeeded. That two act at once by the clock is
 * counted only.
 */
public final class Elections implements Checker {

    private final Optional<Duration> renewDeadline;

    /** With {@code renewDeadline} as client-go's; empty where holders do not say when they renew. */
    public Elections(Optional<Duration> renewDeadline) {
        this.renewDeadline = renewDeadline;
    }

    private record Term(Edn name, long generation) {}

    private record Acting(Term term, Edn holder, long from, long to) {}

    @Override
    public String name() {
        return "election";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var acts = Effect.of(evidence.history(), "act", "name", "generation");
        var renewals = Effect.of(evidence.history(), "renew", "name", "generation");
        findings.fact("side effects", acts.size());
        findings.fact("renewals", renewals.size());
        Effect.regressions(
                new ArrayList<>(acts),
                (newer, older) -> findings.violation(
                        "older generation accepted",
                        "%s%nand after it%n%s".formatted(newer.said(), older.said()),
                        newer.op(),
                        older.op()));
        var terms = holders(acts, findings);
        findings.fact("terms", terms.size());
        overlaps(acts, findings);
        renewDeadline.ifPresent(deadline -> deadlines(acts, renewals, deadline, findings));
        return findings.verdict();
    }

    private static Edn holder(Effect effect) {
        return effect.value() instanceof Edn.Dict dict ? dict.get("holder") : Edn.NIL;
    }

    private static Map<Term, Effect> holders(List<Effect> acts, Findings findings) {
        var first = new LinkedHashMap<Term, Effect>();
        for (var act : acts) {
            var other = first.putIfAbsent(new Term(act.name(), act.generation()), act);
            if (other != null && !holder(other).equals(holder(act))) {
                findings.violation(
                        "two holders of one generation", other.said() + "\n" + act.said(), other.op(), act.op());
            }
        }
        return first;
    }

    private static void overlaps(List<Effect> acts, Findings findings) {
        var acting = new LinkedHashMap<Term, Acting>();
        for (var act : acts) {
            var term = new Term(act.name(), act.generation());
            acting.merge(
                    term,
                    new Acting(term, holder(act), act.begun(), act.ended()),
                    (a, b) -> new Acting(term, a.holder(), Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
        }
        var last = new HashMap<Edn, Acting>();
        long overlaps = 0;
        long longest = 0;
        var sorted = acting.values().stream()
                .sorted(Comparator.comparingLong(Acting::from))
                .toList();
        for (var next : sorted) {
            var before = last.get(next.term().name());
            if (before != null && before.to() > next.from()) {
                overlaps++;
                longest = Math.max(longest, Math.min(before.to(), next.to()) - next.from());
            }
            if (before == null || next.to() > before.to()) {
                last.put(next.term().name(), next);
            }
        }
        findings.fact("terms that overlap", overlaps);
        findings.fact("longest overlap", Prose.time(longest));
    }

    private static void deadlines(List<Effect> acts, List<Effect> renewals, Duration deadline, Findings findings) {
        record Holder(Term term, Edn holder) {}
        var byHolder = new HashMap<Holder, List<Effect>>();
        renewals.forEach(renewal -> byHolder.computeIfAbsent(
                        new Holder(new Term(renewal.name(), renewal.generation()), holder(renewal)),
                        holder -> new ArrayList<>())
                .add(renewal));
        for (var act : acts) {
            var mine =
                    byHolder.getOrDefault(new Holder(new Term(act.name(), act.generation()), holder(act)), List.of());
            var last = mine.stream()
                    .filter(renewal -> renewal.begun() <= act.begun())
                    .max(Comparator.comparingLong(Effect::begun));
            if (last.isPresent() && act.begun() - last.get().begun() > deadline.toNanos()) {
                findings.violation(
                        "acted past its renew deadline",
                        "%s%nand no renewal within %s; then%n%s"
                                .formatted(last.get().said(), deadline, act.said()),
                        last.get().op(),
                        act.op());
            }
        }
    }
}
