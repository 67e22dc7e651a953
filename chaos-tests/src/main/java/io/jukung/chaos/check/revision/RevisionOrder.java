package io.jukung.chaos.check.revision;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.StateHashes;
import io.jukung.chaos.check.Verdict;
import java.util.Set;

/**
 * Strict serializability of all of etcd's KV service, by the order that revisions give. What was committed is known from the
 * event log; each write of it is given to its request ({@link Settlement}), every answer is compared with the model's at its
 * revision ({@link Replies}), and revisions must agree with real time ({@link Times}).
 *
 * <p>It needs a log from before the first write, values that no two requests put, and every request in the history. Where a
 * client's operation ended without its requests being known, writes that nobody explains are counted, not held against the
 * store.
 */
public final class RevisionOrder implements Checker {

    private final Set<String> foreign;

    public RevisionOrder() {
        this(Set.of());
    }

    /** With {@code foreign} prefixes of keys that others than the history's clients write. */
    public RevisionOrder(Set<String> foreign) {
        this.foreign = Set.copyOf(foreign);
    }

    @Override
    public String name() {
        return "revision-order";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var attempts = Attempt.of(evidence.history());
        findings.fact("requests", attempts.size());
        findings.fact(
                "requests of unknown outcome",
                attempts.stream().filter(Attempt::unknown).count());
        if (evidence.events().isEmpty()) {
            findings.unknown("no witness watched: only real time was looked at");
            new Times(evidence, attempts, null, null, findings).judge();
            return findings.verdict();
        }
        var compactions = Compactions.of(evidence, attempts);
        var log = CommittedLog.replay(evidence.events().get(), attempts, compactions, findings);
        var settlement = Settlement.of(log.mvcc(), log.entries(), attempts);
        findings.fact("revisions", log.entries().size());
        findings.fact("unknown writes that fit several revisions", settlement.undecided());
        findings.fact("unknown writes that never happened", settlement.neverHappened());
        new Origins(evidence.history(), attempts, log, settlement, foreign, findings).judge();
        var times = new Times(evidence, attempts, log, settlement, findings);
        times.judge();
        new Replies(attempts, log, compactions, times, findings).judge();
        if (!evidence.finalStates().isEmpty()) {
            StateHashes.judge(evidence.finalStates(), findings);
            ends(evidence, log, findings);
        }
        return findings.verdict();
    }

    private static void ends(Evidence evidence, CommittedLog log, Findings findings) {
        if (log.complete()) {
            evidence.finalStates().forEach((member, state) -> {
                if (state.revision() != log.mvcc().last()) {
                    findings.violation(
                            "member apart from the log",
                            "%s ended at revision %d, the event log at %d."
                                    .formatted(
                                            member, state.revision(), log.mvcc().last()));
                }
            });
        }
    }
}
