package io.jukung.chaos.check.revision;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.election.CampaignRequest;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether every acknowledged write is in the log, and every write of the log comes from somebody. */
final class Origins {

    private final History history;
    private final List<Attempt> attempts;
    private final CommittedLog log;
    private final Settlement settlement;
    private final Set<String> foreign;
    private final Findings findings;
    private long leasesEnded;
    private long excused;

    Origins(
            History history,
            List<Attempt> attempts,
            CommittedLog log,
            Settlement settlement,
            Set<String> foreign,
            Findings findings) {
        this.history = history;
        this.attempts = attempts;
        this.log = log;
        this.settlement = settlement;
        this.foreign = new HashSet<>(foreign);
        this.findings = findings;
        for (var attempt : attempts) {
            switch (attempt.request()) {
                case LockRequest lock -> this.foreign.add(lock.getName().toStringUtf8() + "/");
                case CampaignRequest campaign ->
                    this.foreign.add(campaign.getName().toStringUtf8() + "/");
                default -> {}
            }
        }
    }

    void judge() {
        attempts.forEach(this::acknowledged);
        disputes();
        repetitions();
        boolean hidden = history.pairs().stream()
                .anyMatch(pair -> pair.phase() == Phase.INFO
                        && pair.end().map(end -> end.calls().isEmpty()).orElse(true));
        for (var entry : log.entries()) {
            if (settlement.writer(entry.revision()) == null) {
                orphan(entry, hidden);
            }
        }
        findings.fact("revisions of leases that ended", leasesEnded);
        findings.fact("revisions of others than known requests", excused);
    }

    private void acknowledged(Attempt attempt) {
        var response = attempt.answer().filter(Writes::changed);
        if (response.isEmpty()) {
            return;
        }
        long revision = Answers.revision(response.get());
        if (revision > log.mvcc().last() && log.complete()) {
            findings.violation(
                    "lost write",
                    "%s%nThe event log ends at revision %d."
                            .formatted(attempt.said(), log.mvcc().last()),
                    attempt.op());
        } else if (revision > log.mvcc().base()
                && revision <= log.mvcc().last()
                && !settlement.wouldMake(attempt, revision)) {
            var writes = Writes.of(attempt.request());
            var elsewhere = writes.puts().stream()
                    .flatMap(put -> settlement.at(new Writes.Mark(put.getKey(), put.getValue())).stream())
                    .distinct()
                    .toList();
            boolean absent = !writes.puts().isEmpty() && elsewhere.isEmpty();
            findings.violation(
                    absent ? "lost write" : "wrong effect",
                    "%s%nRevision %d has: %s%nIts value is at revisions %s."
                            .formatted(
                                    attempt.said(),
                                    revision,
                                    Prose.events(log.mvcc().events(revision)),
                                    elsewhere),
                    attempt.op());
        }
    }

    private void disputes() {
        for (var attempt : settlement.disputed()) {
            long revision = settlement.revision(attempt).orElseThrow();
            var other = settlement.writer(revision);
            findings.violation(
                    "revision given twice",
                    attempt.said() + "\n" + (other == null ? "" : other.said()),
                    other == null ? List.of(attempt.op()) : List.of(attempt.op(), other.op()));
        }
    }

    private void repetitions() {
        settlement.repeated().forEach((mark, revisions) -> {
            var by = settlement.by(mark);
            findings.violation(
                    "write applied twice",
                    "%s=%s was put at revisions %s, by %d request(s):%n%s"
                            .formatted(
                                    Prose.of(mark.key()),
                                    Prose.of(mark.value()),
                                    revisions,
                                    by.size(),
                                    by.getFirst().said()),
                    by.stream().map(Attempt::op).toList());
        });
    }

    private void orphan(EventLog.Entry entry, boolean hidden) {
        var end = log.mvcc().leaseEnd(entry.revision());
        if (end != null && end.whole()) {
            leasesEnded++;
            return;
        }
        boolean others = entry.events().stream()
                .allMatch(event -> foreign.stream()
                        .anyMatch(
                                prefix -> event.getKv().getKey().toStringUtf8().startsWith(prefix)));
        if (others) {
            excused++;
            return;
        }
        var refused = attempts.stream()
                .filter(attempt -> attempt.refused()
                        && !Writes.of(attempt.request()).none()
                        && settlement.wouldMake(attempt, entry.revision()))
                .findFirst();
        var said = "Revision %d: %s".formatted(entry.revision(), Prose.events(entry.events()));
        if (refused.isPresent()) {
            findings.violation(
                    "refused write took effect",
                    said + "\n" + refused.get().said(),
                    refused.get().op());
        } else if (hidden) {
            excused++;
        } else if (end != null) {
            findings.violation(
                    "lease deleted in parts",
                    said + "\nThese are some of the keys of lease " + end.lease() + ", and no request deletes them.");
        } else {
            boolean deletes = entry.events().stream().allMatch(event -> event.getType() == Event.EventType.DELETE);
            if (settlement.repeated().values().stream().noneMatch(at -> at.contains(entry.revision()))) {
                findings.violation(
                        deletes ? "unexplained deletion" : "unexplained write", said + "\nNo request would do this.");
            }
        }
    }
}
