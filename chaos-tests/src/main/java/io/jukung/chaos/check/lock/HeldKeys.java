package io.jukung.chaos.check.lock;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.model.Mvcc;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.lock.LockResponse;

/**
 * A lock is held by a key: at the revision that the answer names, which is that of the server's last look at it, the key is there.
 * Who waited for longer than its lease lived has none, and must not be told that it has the lock.
 */
public final class HeldKeys implements Checker {

    @Override
    public String name() {
        return "lock-keys";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var events = evidence.events();
        if (events.isEmpty()) {
            findings.unknown("there is no event log");
            return findings.verdict();
        }
        var log = replay(events.get());
        long judged = 0;
        for (var attempt : Attempt.of(evidence.history())) {
            if (!(attempt.answer().orElse(null) instanceof LockResponse locked)) {
                continue;
            }
            long revision = locked.getHeader().getRevision();
            if (revision <= log.base() || revision > log.last()) {
                continue;
            }
            judged++;
            if (log.get(locked.getKey(), revision) == null) {
                findings.violation(
                        "lock without a key",
                        "%s%nAt revision %d there is no such key.".formatted(attempt.said(), revision),
                        attempt.op());
            }
        }
        findings.fact("locks given", judged);
        return findings.verdict();
    }

    /** As far as it has no gap; what is wrong with it is for others to say. */
    private static Mvcc replay(EventLog log) {
        var mvcc = new Mvcc(log.base());
        for (var entry : log.entries()) {
            if (entry.revision() != mvcc.last() + 1) {
                break;
            }
            mvcc.apply(entry.events());
        }
        return mvcc;
    }
}
