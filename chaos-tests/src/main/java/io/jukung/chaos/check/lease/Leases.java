package io.jukung.chaos.check.lease;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.revision.CommittedLog;
import io.jukung.chaos.check.revision.Compactions;
import io.jukung.chaos.check.revision.Settlement;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.Op;
import java.time.Duration;

/**
 * Leases by their requests (grant, keep-alive, revoke, time to live, each a call) and the deletions of their keys in the event
 * log, whose times it needs: never gone before their time as the client's clock has it, gone soon after it once all is healed,
 * ended at one revision, never back.
 *
 * <p>Only leases that were granted once are judged: an identifier that was granted again names two.
 */
public final class Leases implements Checker {

    private final Duration slack;

    /** With {@code slack} for an election, the extension that follows it, and expiry itself to be late. */
    public Leases(Duration slack) {
        this.slack = slack;
    }

    @Override
    public String name() {
        return "lease";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var attempts = Attempt.of(evidence.history());
        var lives = Lives.of(attempts, findings);
        findings.fact("leases judged", lives.size());
        if (evidence.events().isEmpty()) {
            findings.unknown("no witness watched");
            lives.forEach(life -> new LifeCheck(life, null, findings).requests());
            return findings.verdict();
        }
        var log = CommittedLog.replay(evidence.events().get(), attempts, Compactions.of(evidence, attempts), findings);
        var settlement = Settlement.of(log.mvcc(), log.entries(), attempts);
        if (log.entries().stream().anyMatch(entry -> entry.nanos() == EventLog.Entry.UNTIMED)) {
            findings.unknown("the event log has no times");
        }
        long healed = evidence.history().faults().mapToLong(Op::nanos).max().orElse(0);
        long over = evidence.history().ops().stream().mapToLong(Op::nanos).max().orElse(0);
        var givenUp = GivenUp.of(attempts);
        findings.fact("leases of locks or elections given up, whose end is not judged", givenUp.count());
        var deaths = Deaths.of(log, settlement, givenUp, findings);
        findings.fact("leases that ended with keys", deaths.count());
        for (var life : lives) {
            var check = new LifeCheck(life, deaths.of(life.id()), findings);
            check.requests();
            check.keys(log);
            check.late(log, healed, over, slack.toNanos());
        }
        return findings.verdict();
    }
}
