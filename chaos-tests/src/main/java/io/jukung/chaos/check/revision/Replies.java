package io.jukung.chaos.check.revision;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.check.model.Evaluation;
import io.jukung.chaos.check.model.Outcome;
import io.jukung.chaos.history.Call;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import java.util.List;

/** Every answer, and every refusal that says something of the data, against the model's. */
final class Replies {

    private final List<Attempt> attempts;
    private final CommittedLog log;
    private final Compactions compactions;
    private final Times times;
    private final Findings findings;
    private long compared;
    private long outside;

    Replies(List<Attempt> attempts, CommittedLog log, Compactions compactions, Times times, Findings findings) {
        this.attempts = attempts;
        this.log = log;
        this.compactions = compactions;
        this.times = times;
        this.findings = findings;
    }

    void judge() {
        for (var attempt : attempts) {
            switch (attempt.request()) {
                case RangeRequest range -> {
                    judge(attempt);
                    if (range.getRevision() > 0) {
                        history(attempt, range.getRevision());
                    }
                }
                case PutRequest put -> judge(attempt);
                case DeleteRangeRequest delete -> judge(attempt);
                case TxnRequest txn -> judge(attempt);
                case CompactionRequest compaction -> compaction(attempt, compaction.getRevision());
                default -> {}
            }
        }
        findings.fact("answers compared with the model", compared);
        findings.fact("answers outside the log", outside);
    }

    private void judge(Attempt attempt) {
        switch (attempt.call().result()) {
            case Call.Result.Answered(var response) -> answer(attempt, response);
            case Call.Result.Refused(var code, var text) -> refusal(attempt, text);
            case Call.Result.Unknown(var code, var text) -> {}
        }
    }

    private void answer(Attempt attempt, Message response) {
        long revision = Answers.revision(response);
        boolean changed = Writes.changed(response);
        if (revision < log.mvcc().base() + (changed ? 1 : 0)
                || revision > log.mvcc().last()) {
            if (revision <= 0) {
                findings.violation("wrong answer", attempt.said() + "\nhas no revision.", attempt.op());
            }
            outside++;
            return;
        }
        compared++;
        var right = Evaluation.of(attempt.request(), log.mvcc(), changed ? revision - 1 : revision);
        switch (right) {
            case Outcome.Refused(var text) ->
                findings.violation(
                        "wrong answer",
                        "%s%nAt revision %d it has to be refused: %s".formatted(attempt.said(), revision, text),
                        attempt.op());
            case Outcome.Done(var events, var expected) ->
                Answers.difference(attempt.request(), response, expected)
                        .ifPresent(difference -> findings.violation(
                                "wrong answer",
                                "%s%nDifferent from etcd's at revision %d: %s"
                                        .formatted(attempt.said(), revision, difference),
                                attempt.op()));
        }
    }

    /** A read of an old revision: answered only while it is there, and not from beyond the present. */
    private void history(Attempt attempt, long revision) {
        if (attempt.answer().isPresent()) {
            compactions
                    .surelyGone(revision, attempt.begun())
                    .ifPresent(compaction -> findings.violation(
                            "read of what was compacted",
                            compaction.said() + "\nthen began\n" + attempt.said(),
                            compaction.op(),
                            attempt.op()));
        }
    }

    private void refusal(Attempt attempt, String text) {
        if (text.contains("has been compacted")
                && !compactions.mayHaveGone(oldest(attempt.request()), attempt.ended())) {
            findings.violation(
                    "wrong refusal", attempt.said() + "\nNothing was compacted that far by then.", attempt.op());
        }
        if (text.contains("future revision") && newest(attempt.request()) <= times.floor(attempt.begun())) {
            findings.violation(
                    "wrong refusal",
                    attempt.said() + "\nRevision " + times.floor(attempt.begun()) + " had been seen by then.",
                    attempt.op());
        }
        if (text.contains("key not found") && attempt.request() instanceof PutRequest put) {
            long from = Math.max(times.floor(attempt.begun()), log.mvcc().base());
            if (from <= log.mvcc().last()
                    && log.complete()
                    && !log.mvcc().everAbsent(put.getKey(), from, log.mvcc().last())) {
                findings.violation(
                        "wrong refusal",
                        attempt.said() + "\nThe key was there from revision " + from
                                + " on, which had been seen by then.",
                        attempt.op());
            }
        }
    }

    private static long oldest(Message request) {
        return request instanceof RangeRequest range && range.getRevision() > 0 ? range.getRevision() : 0;
    }

    /** A member that lags may refuse what others have; it may for a serializable read. */
    private static long newest(Message request) {
        return request instanceof RangeRequest range && !range.getSerializable() ? range.getRevision() : Long.MAX_VALUE;
    }

    private void compaction(Attempt attempt, long revision) {
        switch (attempt.call().result()) {
            case Call.Result.Answered(var response) -> {
                if (revision > Answers.revision(response)) {
                    findings.violation(
                            "wrong answer", attempt.said() + "\nThat revision was still to come.", attempt.op());
                }
                compactions
                        .surelyGone(revision - 1, attempt.begun())
                        .ifPresent(before -> findings.violation(
                                "wrong answer",
                                before.said() + "\nthen began\n" + attempt.said()
                                        + "\nIt was compacted so far already.",
                                before.op(),
                                attempt.op()));
            }
            case Call.Result.Refused(var code, var text) -> {
                if (text.contains("has been compacted") && !compactions.mayBeAtLeast(revision, attempt)) {
                    findings.violation(
                            "wrong refusal",
                            attempt.said() + "\nNothing was compacted that far by then.",
                            attempt.op());
                }
                if (text.contains("future revision") && revision <= times.floor(attempt.begun())) {
                    findings.violation(
                            "wrong refusal",
                            attempt.said() + "\nRevision " + times.floor(attempt.begun()) + " had been seen by then.",
                            attempt.op());
                }
            }
            case Call.Result.Unknown(var code, var text) -> {}
        }
    }
}
